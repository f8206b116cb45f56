package io.llamajar.structure;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.structure.CommandLine.Ending;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What these pages show is what happens, from the first line of each to its last: a line {@code $
 * ...} is for a shell, the lines up to the next are all that it prints, and {@code ...} is
 * anything: lines, or the rest of one.
 */
class ConsoleDocsTest {
  private static final Path DOCS = House.ROOT.resolve("docs");
  private static final Path MODEL = House.ROOT.resolve("models/demo/llamajar-demo-q8_0.gguf");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```console\n(.*?)^```$");

  @ParameterizedTest
  @ValueSource(strings = {"packing.md", "batch.md", "grammars.md"})
  void theExamplesPrintWhatTheyShow(String page, @TempDir Path folder) throws Exception {
    Files.copy(MODEL, folder.resolve("model.gguf"));
    Files.copy(MODEL, folder.resolve("second.gguf"));
    CommandLine shell = new CommandLine(folder, Map.of("LLAMAJAR_CACHE", ""));
    List<String> examples =
        BLOCK
            .matcher(Files.readString(DOCS.resolve(page)))
            .results()
            .flatMap(block -> Arrays.stream(block.group(1).split("(?m)^\\$ ")))
            .filter(example -> !example.isEmpty())
            .filter(example -> !example.startsWith("unzip") || CommandLine.isThere("unzip"))
            .toList();
    assertThat(examples).hasSizeGreaterThan(5);
    for (String example : examples) {
      String command = example.lines().findFirst().orElseThrow();
      Ending ending = shell.run("sh", "-c", prelude(folder) + command);
      String printed = ending.out() + ending.err();
      assertThat(printed).as(command).matches(pattern(example.substring(command.length() + 1)));
    }
  }

  /** Makes {@code llamajar} and {@code java} words of the shell. */
  private static String prelude(Path folder) {
    return "cd '%s'; java() { '%s' \"$@\"; }; llamajar() { java -jar '%s' \"$@\"; }; "
        .formatted(folder, CommandLine.JAVA, House.JAR);
  }

  private static String pattern(String expected) {
    return expected.lines().map(ConsoleDocsTest::linePattern).collect(Collectors.joining());
  }

  private static String linePattern(String line) {
    return line.equals("...")
        ? "(?s:.*\n)?"
        : Arrays.stream(line.split("\\.\\.\\.", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".*", "", "\n"));
  }
}
