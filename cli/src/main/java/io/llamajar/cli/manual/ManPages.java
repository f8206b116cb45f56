package io.llamajar.cli.manual;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Writes man pages, in roff: one of the program, and one of each command. */
public final class ManPages {
  private static final String EXIT_STATUS =
      """
      .SH EXIT STATUS
      .TP
      .B 0
      All went well, or the reader of the output had seen enough.
      .TP
      .B 1
      Something failed; of a batch, one line at least.
      .TP
      .B 2
      The command line asks for something impossible.
      .TP
      .B 130
      Interrupted with ^C.
      """;

  private ManPages() {}

  /** All pages, by the names of their files. */
  public static Map<String, String> all(CommandSpec program) {
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put(name(program) + ".1", of(program));
    Described.commands(program).forEach(command -> pages.put(name(command) + ".1", of(command)));
    return pages;
  }

  /** The page of the program, or of one of its commands. */
  public static String of(CommandSpec command) {
    StringBuilder page = new StringBuilder();
    page.append(
        ".TH \"%s\" 1 \"\" Llamajar\n".formatted(name(command).toUpperCase(java.util.Locale.ROOT)));
    page.append(
        ".SH NAME\n%s \\- %s\n".formatted(text(name(command)), text(Described.sentence(command))));
    page.append(
        ".SH SYNOPSIS\n.B %s\n%s\n"
            .formatted(text(command.qualifiedName()), text(synopsis(command))));
    page.append(".SH DESCRIPTION\n%s\n".formatted(text(Described.summary(command))));
    List<CommandSpec> commands = Described.commands(command);
    if (!commands.isEmpty()) {
      page.append(".SH COMMANDS\n");
      commands.forEach(each -> entry(page, bold(each.name()), Described.summary(each)));
    }
    page.append(".SH OPTIONS\n");
    command
        .positionalParameters()
        .forEach(arg -> entry(page, italic(arg), Described.description(arg)));
    command.options().stream()
        .filter(option -> !option.hidden())
        .forEach(option -> entry(page, head(option), Described.description(option)));
    return page.append(EXIT_STATUS).append(seeAlso(command)).toString();
  }

  private static String name(CommandSpec command) {
    return command.qualifiedName("-");
  }

  private static String synopsis(CommandSpec command) {
    String arguments =
        command.positionalParameters().stream()
            .map(arg -> arg.arity().min() > 0 ? arg.paramLabel() : "[" + arg.paramLabel() + "]")
            .collect(Collectors.joining(" "));
    return command.subcommands().isEmpty() ? ("[OPTION]... " + arguments).strip() : "COMMAND";
  }

  private static void entry(StringBuilder page, String head, String description) {
    page.append(".TP\n").append(head).append('\n').append(text(description)).append('\n');
  }

  private static String head(OptionSpec option) {
    String names =
        Arrays.stream(option.names()).map(ManPages::bold).collect(Collectors.joining(", "));
    return Described.takesValue(option) ? names + " " + italic(option) : names;
  }

  private static String bold(String word) {
    return "\\fB" + text(word) + "\\fR";
  }

  private static String italic(ArgSpec arg) {
    return "\\fI" + text(arg.paramLabel()) + "\\fR";
  }

  private static String seeAlso(CommandSpec command) {
    return command.subcommands().isEmpty()
        ? ".SH SEE ALSO\n.BR llamajar (1)\n"
        : Described.commands(command).stream()
            .map(each -> ".BR %s (1)".formatted(text(name(each))))
            .collect(Collectors.joining(",\n", ".SH SEE ALSO\n", "\n"));
  }

  /** Text that roff takes for nothing else; a point or an apostrophe would begin a request. */
  private static String text(String text) {
    String escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("^", "\\(ha");
    return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
  }
}
