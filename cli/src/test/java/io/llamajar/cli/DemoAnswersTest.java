package io.llamajar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.cli.Program.Result;
import io.llamajar.conformance.Kit;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The demo model answers through its chat template as it does in llama.cpp. */
class DemoAnswersTest {
  static Stream<JsonNode> cases() {
    JsonNode golden = Kit.json(Path.of("..", "models", "demo", "expected.json"));
    return StreamSupport.stream(golden.get("cases").spliterator(), false);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void answersEqualTheOracles(JsonNode example) {
    String[] args = {"run", "--temp", "0", "--kv", "f32", "-p", example.get("user").asString()};
    assertThat(Program.run(args))
        .isEqualTo(new Result(0, example.get("text").asString() + "\n", ""));
  }
}
