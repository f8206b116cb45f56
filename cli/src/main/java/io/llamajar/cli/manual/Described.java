package io.llamajar.cli.manual;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What the pages and scripts say of commands and options, in the words that these have. */
public final class Described {
  private static final Pattern CHOICES = Pattern.compile("[\\w-]+(\\|[\\w-]+)+");

  private Described() {}

  /** All commands, in their order. */
  static List<CommandSpec> commands(CommandSpec program) {
    return program.subcommands().values().stream().map(CommandLine::getCommandSpec).toList();
  }

  /** What a command does, on one line. */
  static String summary(CommandSpec command) {
    return String.join(" ", command.usageMessage().description());
  }

  /** The same, as far as its first sentence. */
  static String sentence(CommandSpec command) {
    return summary(command).replaceFirst("(?s)[.:;] .*|\\.$", "");
  }

  static String description(ArgSpec arg) {
    return String.join(" ", arg.description());
  }

  static boolean takesValue(OptionSpec option) {
    return option.arity().max() > 0;
  }

  /** The values that there are, if there are only some. */
  public static List<String> choices(ArgSpec arg) {
    List<String> choices = new ArrayList<>();
    if (arg.completionCandidates() != null && !arg.type().isEnum()) {
      arg.completionCandidates().forEach(choices::add);
    } else if (CHOICES.matcher(arg.paramLabel()).matches()) {
      choices.addAll(Arrays.asList(arg.paramLabel().split("\\|")));
    }
    return choices;
  }

  /** Words that may stand after a command and are no options. */
  static List<String> arguments(CommandSpec command) {
    List<String> words = new ArrayList<>();
    for (ArgSpec arg : command.positionalParameters()) {
      words.addAll(
          arg.paramLabel().equals("COMMAND")
              ? command.parent().subcommands().keySet()
              : choices(arg));
    }
    return words;
  }

  /** Whether the value is mostly the name of a file or a folder. */
  static boolean isFile(ArgSpec arg) {
    String label = arg.paramLabel();
    return label.contains("FILE")
        || label.contains("MODEL")
        || label.contains("FOLDER")
        || label.contains("DIR")
        || label.contains("JDK");
  }
}
