package io.llamajar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.cli.Program.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
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
 * that it prints, errors last; a line {@code ...} stands for any number of lines.
 */
class DocsTest {
  private static final Path DOCS = Path.of("..", "docs", "cli.md");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```console\\n(.*?)^```$");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  record Example(String command, String expected) {
    @Override
    public String toString() {
      return command;
    }
  }

  static Stream<Example> examples() throws IOException {
    List<Example> examples = new ArrayList<>();
    Matcher blocks = BLOCK.matcher(Files.readString(DOCS));
    while (blocks.find()) {
      for (String example : blocks.group(1).split("(?m)^\\$ ")) {
        int lineEnd = example.indexOf('\n');
        if (lineEnd > 0) {
          String command = example.substring(0, lineEnd);
          examples.add(new Example(command, example.substring(lineEnd + 1)));
        }
      }
    }
    return examples.stream();
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
    return Arrays.stream(expected.split("(?<=\n)"))
        .map(line -> line.equals("...\n") ? "(?s:.*\n)?" : Pattern.quote(line))
        .collect(Collectors.joining());
  }
}
