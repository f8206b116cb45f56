package io.llamajar.cli.manual;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Writes scripts by which shells complete commands, options and values. */
public enum CompletionScript {
  BASH {
    @Override
    public String of(CommandSpec program) {
      String cases = each(program, CompletionScript::bash);
      return """
      # Completes llamajar in bash; to have it always:
      # llamajar completion bash > ~/.local/share/bash-completion/completions/llamajar
      _llamajar() {
        local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}"
        if [ "$word" = "=" ]; then # --name=value is three words
          word=""
        elif [ "$before" = "=" ]; then
          before="${COMP_WORDS[COMP_CWORD-2]}"
        fi
        local options="" arguments=""
        COMPREPLY=() # then files are offered
        if [ "$COMP_CWORD" -eq 1 ]; then
          COMPREPLY=($(compgen -W "%s" -- "$word"))
          return
        fi
        case "${COMP_WORDS[1]}" in
      %s  esac
        case "$word" in
          -*) COMPREPLY=($(compgen -W "$options" -- "$word")) ;;
          *) COMPREPLY=($(compgen -W "$arguments" -- "$word")) ;;
        esac
      }
      complete -o bashdefault -o default -F _llamajar llamajar
      """
          .formatted(names(program), cases);
    }
  },
  ZSH {
    @Override
    public String of(CommandSpec program) {
      String commands =
          each(
              program,
              command ->
                  "    %s\n".formatted(quoted(command.name() + ":" + Described.sentence(command))));
      return """
      #compdef llamajar
      # Completes llamajar in zsh; to have it always, in a folder of $fpath:
      # llamajar completion zsh > ~/.zfunc/_llamajar
      _llamajar() {
        local -a commands=(
      %s  )
        if (( CURRENT == 2 )); then
          _describe command commands
          return
        fi
        local command=$words[2]
        shift words
        (( CURRENT-- ))
        case $command in
      %s    *) _files ;;
        esac
      }
      if [ "$funcstack[1]" = _llamajar ]; then
        _llamajar "$@"
      else
        compdef _llamajar llamajar
      fi
      """
          .formatted(commands, each(program, CompletionScript::zsh));
    }
  },
  FISH {
    @Override
    public String of(CommandSpec program) {
      return """
      # Completes llamajar in fish; to have it always:
      # llamajar completion fish > ~/.config/fish/completions/llamajar.fish
      %s\
      """
          .formatted(each(program, CompletionScript::fish));
    }
  };

  private static final String NO_FILES = "compopt +o bashdefault +o default 2> /dev/null";

  public abstract String of(CommandSpec program);

  private interface Part {
    String of(CommandSpec command);
  }

  private static String each(CommandSpec program, Part part) {
    return Described.commands(program).stream().map(part::of).collect(Collectors.joining());
  }

  private static String names(CommandSpec program) {
    return Stream.concat(program.subcommands().keySet().stream(), Stream.of("--help", "--version"))
        .collect(Collectors.joining(" "));
  }

  private static Stream<OptionSpec> withValue(CommandSpec command) {
    return command.options().stream().filter(Described::takesValue);
  }

  private static String bash(CommandSpec command) {
    StringBuilder text =
        new StringBuilder("    " + command.name() + ")\n      case \"$before\" in\n");
    withValue(command)
        .forEach(option -> {
          List<String> choices = Described.choices(option);
          String offer =
              !choices.isEmpty()
                  ? "COMPREPLY=($(compgen -W \"%s\" -- \"$word\")); return"
                      .formatted(String.join(" ", choices))
                  : Described.isFile(option) ? "return" : NO_FILES + "; return";
          text.append("        %s) %s ;;\n".formatted(String.join("|", option.names()), offer));
        });
    String all =
        command.options().stream()
            .flatMap(option -> Arrays.stream(option.names()))
            .collect(Collectors.joining(" "));
    return text.append("      esac\n      options=\"%s\"\n".formatted(all))
        .append(
            "      arguments=\"%s\" ;;\n".formatted(String.join(" ", Described.arguments(command))))
        .toString();
  }

  private static String zsh(CommandSpec command) {
    StringBuilder text =
        new StringBuilder("    %s)\n      _arguments \\\n".formatted(command.name()));
    for (OptionSpec option : command.options()) {
      String about = Described.description(option).replaceAll("[\\[\\]\\\\]", "\\\\$0");
      for (String name : option.names()) {
        String star = option.isMultiValue() ? "*" : "";
        String value = Described.takesValue(option) ? zshValue(option) : "";
        text.append(
            "        %s \\\n"
                .formatted(
                    quoted("%s%s[%s]%s".formatted(star, zshName(name, option), about, value))));
      }
    }
    List<String> words = Described.arguments(command);
    String offer = words.isEmpty() ? "_files" : "(" + String.join(" ", words) + ")";
    return text.append("        %s ;;\n".formatted(quoted("*:argument:" + offer))).toString();
  }

  /** A long one takes its value behind a blank or an equals sign. */
  private static String zshName(String name, OptionSpec option) {
    return Described.takesValue(option) && name.startsWith("--") ? name + "=" : name;
  }

  private static String zshValue(OptionSpec option) {
    List<String> choices = Described.choices(option);
    String offer =
        choices.isEmpty()
            ? Described.isFile(option) ? "_files" : " "
            : "(" + String.join(" ", choices) + ")";
    return ":" + option.paramLabel().replace(":", "\\:") + ":" + offer;
  }

  private static String fish(CommandSpec command) {
    StringBuilder text = new StringBuilder();
    text.append(
        "complete -c llamajar -n __fish_use_subcommand -f -a %s -d %s\n"
            .formatted(command.name(), quotedForFish(Described.sentence(command))));
    String here =
        "complete -c llamajar -n '__fish_seen_subcommand_from %s'".formatted(command.name());
    List<String> words = Described.arguments(command);
    if (!words.isEmpty()) {
      text.append("%s -f -a '%s'\n".formatted(here, String.join(" ", words)));
    }
    for (OptionSpec option : command.options()) {
      text.append(here);
      for (String name : option.names()) {
        text.append(fishName(name));
      }
      if (Described.takesValue(option)) {
        List<String> choices = Described.choices(option);
        boolean isFile = choices.isEmpty() && Described.isFile(option);
        text.append(isFile ? " -r" : " -x");
        text.append(choices.isEmpty() ? "" : " -a '%s'".formatted(String.join(" ", choices)));
      }
      text.append(" -d %s\n".formatted(quotedForFish(Described.description(option))));
    }
    return text.toString();
  }

  /** Long, one letter, or several letters after one dash. */
  private static String fishName(String name) {
    if (name.startsWith("--")) {
      return " -l " + name.substring(2);
    }
    return (name.length() == 2 ? " -s " : " -o ") + name.substring(1);
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  private static String quotedForFish(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
