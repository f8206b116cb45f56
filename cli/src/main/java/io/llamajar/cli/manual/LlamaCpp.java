package io.llamajar.cli.manual;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Knows llama.cpp's options and what there is for each of them here. An option of ours with a name
 * of theirs is found among the commands; the table beside this class has the others.
 */
public final class LlamaCpp {
  private static final String TABLE = "llama-cpp.txt";
  private static final String DIFFERENT = "!";
  private static final String LIKE_LLAMA_BENCH = "bench"; // whose options are others

  /**
   * One of llama.cpp's options.
   *
   * @param names all that it has
   * @param value what it takes, or nothing
   * @param ours other options of ours, or commands, that do it, or "!" if one of ours has its name
   *     but is another
   * @param note why, or how
   */
  public record Row(List<String> names, String value, List<String> ours, String note) {
    static Row of(String line) {
      List<String> columns =
          Arrays.stream(line.split("\\|(?= |$)", -1)).map(String::strip).toList();
      List<String> words = List.of(columns.get(0).split(" "));
      int names = (int) words.stream().takeWhile(word -> word.endsWith(",")).count() + 1;
      return new Row(
          words.stream().limit(names).map(word -> word.replace(",", "")).toList(),
          words.stream().skip(names).collect(Collectors.joining(" ")),
          columns.get(1).isEmpty() ? List.of() : List.of(columns.get(1).split(", ")),
          columns.get(2));
    }

    public boolean isDifferent() {
      return ours.contains(DIFFERENT);
    }

    /** What there is instead, and why. */
    String here() {
      if (ours.isEmpty() || isDifferent()) {
        return "(" + note + ")";
      }
      return String.join(", ", ours) + (note.isEmpty() ? "" : ": " + note);
    }

    String advice() {
      return here().startsWith("(") ? here() : "(" + here() + ")";
    }
  }

  private final List<Row> rows;

  private LlamaCpp(List<Row> rows) {
    this.rows = rows;
  }

  /**
   * The table; an empty one where the program lies in a folder in which Java finds no resources.
   */
  public static LlamaCpp read() {
    // As in one whose name ends in "!", which means something in the address of a JAR's entry.
    try (InputStream in = LlamaCpp.class.getResourceAsStream(TABLE);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    in == null ? InputStream.nullInputStream() : in, StandardCharsets.UTF_8))) {
      return new LlamaCpp(
          lines.lines().filter(line -> !line.startsWith("#")).map(Row::of).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public List<Row> rows() {
    return rows;
  }

  /** All of them beside ours. */
  public String text(CommandSpec program) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of("llama.cpp", "llamajar"));
    rows.forEach(row -> lines.add(List.of(theirs(row), ours(row, program))));
    int width = lines.stream().mapToInt(line -> line.getFirst().length()).max().orElse(0);
    return lines.stream()
        .map(line ->
            line.getFirst()
                + " ".repeat(width - line.getFirst().length() + 2)
                + line.getLast()
                + "\n")
        .collect(Collectors.joining());
  }

  private static String theirs(Row row) {
    String names = String.join(", ", row.names);
    return row.value.isEmpty() ? names : names + " " + row.value;
  }

  private static String ours(Row row, CommandSpec program) {
    List<OptionSpec> same = row.isDifferent() ? List.of() : same(row, program);
    if (!same.isEmpty()) {
      return same.stream()
          .flatMap(option -> Arrays.stream(option.names()))
          .distinct()
          .collect(Collectors.joining(", "));
    }
    return row.here();
  }

  /** Options of ours, of any command, that have a name of a row. */
  public static List<OptionSpec> same(Row row, CommandSpec program) {
    return Described.commands(program).stream()
        .filter(command -> !command.name().equals(LIKE_LLAMA_BENCH))
        .flatMap(command ->
            row.names.stream().flatMap(name -> Stream.ofNullable(command.findOption(name))))
        .distinct()
        .toList();
  }

  /** What to tell somebody who gives a command a word that llama.cpp would understand. */
  public Optional<String> advice(String word, CommandSpec command) {
    String name = word.replaceFirst("=.*", "");
    return command.findOption(name) != null
        ? Optional.empty()
        : rows.stream()
            .filter(row -> row.names.contains(name) && !row.note.isEmpty())
            .findFirst()
            .map(row -> "There is no %s as in llama.cpp %s".formatted(name, row.advice()));
  }
}
