package io.llamajar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.cli.Program.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the documentation shows is what the program prints.
 *
 * <p>In a block marked {@code console}, a line {@code $ llamajar ...} is a command, perhaps after
 * {@code echo TEXT |}; quotes work as in a shell. The lines up to the next command are everything
 * that it prints, errors last; {@code ...} is anything: lines, or a part of one.
 */
class DocsTest {
  private static final List<Path> DOCS =
      Stream.of("cli.md", "chat.md", "sampling.md").map(Path.of("..", "docs")::resolve).toList();
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```console\\n(.*?)^```$");
  private static final Pattern COMMAND = Pattern.compile("(?m)^\\$ ");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  record Example(String command, String expected) {
    @Override
    public String toString() {
      return command;
    }
  }

  static Stream<Example> examples() throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path page : DOCS) {
      all.append(Files.readString(page));
    }
    return BLOCK
        .matcher(all)
        .results()
        .flatMap(block -> COMMAND.splitAsStream(block.group(1)))
        .filter(example -> !example.isEmpty())
        .map(DocsTest::example);
  }

  private static Example example(String text) {
    int lineEnd = text.indexOf('\n');
    return new Example(text.substring(0, lineEnd), text.substring(lineEnd + 1));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void examplesPrintWhatTheyShow(Example example) {
    String[] parts = example.command.split(" \\| ", 2);
    String input = parts.length == 1 ? "" : words(parts[0]).getLast() + "\n";
    List<String> command = words(parts[parts.length - 1]);
    assertThat(command).startsWith("llamajar");
    String[] args = command.subList(1, command.size()).toArray(String[]::new);

    Result result = Program.runWithInput(input, args);

    assertThat(result.out() + result.err()).matches(pattern(example.expected));
  }

  private static List<String> words(String line) {
    return WORD.matcher(line).results().map(DocsTest::unquoted).toList();
  }

  private static String unquoted(MatchResult word) {
    return Stream.of(1, 2, 3)
        .filter(i -> word.start(i) >= 0)
        .map(word::group)
        .collect(Collectors.joining());
  }

  private static String pattern(String expected) {
    return expected.lines().map(DocsTest::linePattern).collect(Collectors.joining());
  }

  private static String linePattern(String line) {
    return line.equals("...")
        ? "(?s:.*\n)?"
        : Stream.of(line.split("\\.\\.\\.", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".*", "", "\n"));
  }
}
