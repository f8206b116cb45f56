package io.llamajar.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What docs/server.md shows is what the server answers: in a block marked {@code console}, a line
 * {@code $ curl ...}, with those that follow on a backslash, is run by a shell. The lines up to the
 * next command are its output; {@code ...} in them stands for anything.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocsTest {
  private static final Path DOCS = Path.of("..", "docs", "server.md");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```console\\n(.*?)^```$");
  private static final Pattern EXAMPLE =
      Pattern.compile("(?s)\\$ (.*?[^\\\\])\\n(.*?)(?=\\n\\$ |\\z)");
  private static final String ADDRESS = "http://localhost:8080";

  private Demo demo;

  record Example(String command, String output) {
    @Override
    public String toString() {
      return command.lines().findFirst().orElse("");
    }
  }

  @BeforeAll
  void start() {
    demo = Demo.start(options -> options, Demo.models(Demo.MODEL, Long.MAX_VALUE, "llamajar-demo"));
  }

  @AfterAll
  void end() {
    demo.close();
  }

  static Stream<Example> examples() throws IOException {
    return BLOCK
        .matcher(Files.readString(DOCS))
        .results()
        .flatMap(block -> EXAMPLE.matcher(block.group(1)).results())
        .map((MatchResult example) -> new Example(example.group(1), example.group(2)));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void examplesGiveWhatTheyShow(Example example) throws Exception {
    assertThat(example.command).startsWith("curl ").contains(ADDRESS);
    String address = "http://localhost:" + demo.server.port();
    Process process =
        new ProcessBuilder("sh", "-c", example.command.replace(ADDRESS, address))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output.strip()).matches(pattern(example.output.strip()));
  }

  private static Pattern pattern(String output) {
    return Pattern.compile(
        Arrays.stream(output.split("\\.\\.\\.", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining("(?s:.*?)")));
  }
}
