package io.llamajar.cli;

import io.llamajar.pack.StartArguments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Makes one command line of what a packed file says in its {@code .args} and what the user says.
 *
 * <p>The user's command goes before the file's. Of the file's options those count that the command
 * has and the user did not give: {@code -c 4096} in a file that chats holds for {@code serve} too.
 */
final class StartLine {
  private static final String DEFAULT = "chat";
  private static final Set<String> FOR_ALL = Set.of("-h", "--help", "-V", "--version");

  private final Commands commands;

  StartLine(Commands commands) {
    this.commands = commands;
  }

  /** The program's own file is asked, if it is a packed one. */
  List<String> of(String[] own) {
    StartArguments inside =
        OwnFile.packed()
            .map(file -> file.arguments(name -> Optional.ofNullable(System.getenv(name))))
            .orElse(StartArguments.NONE);
    List<String> line = of(inside, List.of(own));
    // Training runs another model than these words are about, but goes their ways.
    return Optional.ofNullable(System.getenv(Confinement.TRAINING)).isPresent()
        ? List.of(own)
        : line;
  }

  List<String> of(StartArguments inside, List<String> own) {
    if (inside.isEmpty()) {
      return own.isEmpty() ? List.of(DEFAULT) : own;
    }
    Optional<String> wanted = first(own);
    Optional<String> usual = first(inside.before());
    String name = wanted.or(() -> usual).orElse(DEFAULT);
    if (wanted.isEmpty() && own.stream().findFirst().filter(FOR_ALL::contains).isPresent()) {
      return own;
    }
    List<String> rest = own.subList(wanted.isPresent() ? 1 : 0, own.size());
    Optional<Set<String>> given = given(name, rest);
    List<String> all = new ArrayList<>(List.of(name));
    if (given.isEmpty()) {
      all.addAll(rest); // to be complained about
      return all;
    }
    Inside line = new Inside(usual.orElse(DEFAULT), name, given.get());
    int first = usual.isPresent() ? 1 : 0;
    Kept before = line.kept(inside.before().subList(first, inside.before().size()));
    Kept after = line.kept(inside.after());
    all.addAll(before.options);
    all.addAll(after.options);
    all.addAll(before.others);
    all.addAll(rest);
    all.addAll(after.others);
    return all;
  }

  /**
   * Complains about words that a packed file could not be started with.
   *
   * @throws UsageException if there is no such option
   */
  void check(StartArguments inside) {
    List<String> words = of(inside, List.of());
    try {
      commands.find(words.getFirst()).ifPresent(p -> p.parseArgs(words.toArray(String[]::new)));
    } catch (ParameterException e) {
      throw new UsageException("The arguments to start with are wrong: " + e.getMessage());
    }
  }

  /** The command that words begin with. */
  private Optional<String> first(List<String> words) {
    return words.stream().findFirst().filter(commands::has);
  }

  /** Reads words as far as they can be read: what is wrong is said when they are used. */
  private Optional<ParseResult> parse(String command, List<String> words) {
    List<String> line = new ArrayList<>(List.of(command));
    line.addAll(words);
    CommandLine program = commands.program(command);
    try {
      program.setUnmatchedArgumentsAllowed(true);
      return Optional.of(program.parseArgs(line.toArray(String[]::new)))
          .map(ParseResult::subcommand);
    } catch (ParameterException e) {
      return Optional.empty();
    } finally {
      program.setUnmatchedArgumentsAllowed(false);
    }
  }

  /** The options that words have; nothing if they cannot be read. */
  private Optional<Set<String>> given(String command, List<String> words) {
    return parse(command, words)
        .map(parsed -> {
          Set<String> names = new HashSet<>();
          parsed.matchedOptions().forEach(option -> names.addAll(Arrays.asList(option.names())));
          return names;
        });
  }

  /** Words of the file: options, for which it does not matter where they stand, and others. */
  private record Kept(List<String> options, List<String> others) {}

  /** What of the file's words, meant for one command, holds for another. */
  private final class Inside {
    private final String meant;
    private final CommandSpec wanted;
    private final Set<String> given;
    private final boolean isSame;

    Inside(String meant, String wanted, Set<String> given) {
      this.meant = meant;
      this.wanted = commands.spec(wanted).orElseThrow();
      this.given = given;
      this.isSame = meant.equals(wanted);
    }

    Kept kept(List<String> words) {
      Kept kept = new Kept(new ArrayList<>(), new ArrayList<>());
      if (words.isEmpty()) {
        return kept;
      }
      Optional<ParseResult> parsed = parse(meant, words);
      if (parsed.isEmpty()) {
        kept.others.addAll(isSame ? words : List.of());
        return kept;
      }
      parsed.get().matchedArgs().stream()
          .distinct()
          .filter(this::holds)
          .forEach(arg -> add(arg, kept));
      if (isSame) {
        kept.others.addAll(parsed.get().unmatched());
      }
      return kept;
    }

    private boolean holds(ArgSpec arg) {
      return arg instanceof OptionSpec option
          ? wanted.optionsMap().containsKey(option.longestName())
              && !given.contains(option.longestName())
          : isSame;
    }

    private boolean takesOne(String name) {
      return Optional.ofNullable(wanted.findOption(name))
          .filter(option -> !option.isMultiValue())
          .isPresent();
    }

    private void add(ArgSpec arg, Kept kept) {
      if (!(arg instanceof OptionSpec option)) {
        kept.others.addAll(arg.originalStringValues());
        return;
      }
      String name = option.longestName();
      List<String> values = option.originalStringValues();
      if (option.arity().max() == 0) {
        kept.options.add(name);
      } else if (option.isMultiValue() && takesOne(name)) {
        // Of several models that are served, with names of their own, others run the first.
        kept.options.add(name + "=" + values.getFirst().replaceFirst("^[^@=]*=@", "@"));
      } else {
        values.forEach(value -> kept.options.add(name + "=" + value));
      }
    }
  }
}
