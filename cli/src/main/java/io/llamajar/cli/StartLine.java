package io.llamajar.cli;

import io.llamajar.pack.StartArguments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    return of(inside, List.of(own));
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
    Inside line = new Inside(usual.orElse(DEFAULT), name, given(name, rest));
    List<String> all = new ArrayList<>(List.of(name));
    all.addAll(
        line.kept(inside.before().subList(usual.isPresent() ? 1 : 0, inside.before().size())));
    all.addAll(rest);
    all.addAll(line.kept(inside.after()));
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
    return words.stream().findFirst().filter(word -> commands.find(word).isPresent());
  }

  private Optional<ParseResult> parse(String command, List<String> words) {
    List<String> line = new ArrayList<>(List.of(command));
    line.addAll(words);
    try {
      return commands
          .find(command)
          .map(p -> p.setUnmatchedArgumentsAllowed(true).parseArgs(line.toArray(String[]::new)))
          .map(ParseResult::subcommand);
    } catch (ParameterException e) {
      return Optional.empty(); // what is wrong is said when it matters
    }
  }

  private Set<String> given(String command, List<String> words) {
    Set<String> names = new HashSet<>();
    parse(command, words).stream()
        .flatMap(parsed -> parsed.matchedOptions().stream())
        .forEach(option -> names.addAll(Arrays.asList(option.names())));
    return names;
  }

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

    List<String> kept(List<String> words) {
      Optional<ParseResult> parsed = parse(meant, words);
      if (parsed.isEmpty()) {
        return isSame ? words : List.of();
      }
      List<String> kept = new ArrayList<>();
      parsed.get().matchedArgs().stream()
          .distinct()
          .filter(this::holds)
          .forEach(arg -> add(arg, kept));
      if (isSame) {
        kept.addAll(parsed.get().unmatched());
      }
      return kept;
    }

    private boolean holds(ArgSpec arg) {
      return arg instanceof OptionSpec option
          ? wanted.optionsMap().containsKey(option.longestName())
              && !given.contains(option.longestName())
          : isSame;
    }

    private static void add(ArgSpec arg, List<String> words) {
      if (!(arg instanceof OptionSpec option)) {
        words.addAll(arg.originalStringValues());
      } else if (option.arity().max() == 0) {
        words.add(option.longestName());
      } else {
        option
            .originalStringValues()
            .forEach(value -> words.add(option.longestName() + "=" + value));
      }
    }
  }
}
