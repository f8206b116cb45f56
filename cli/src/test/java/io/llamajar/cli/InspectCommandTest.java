package io.llamajar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.cli.Program.Result;
import io.llamajar.conformance.Kit;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the program tells about GGUF files, of models that it runs and of others. */
class InspectCommandTest {
  static Stream<Path> models() {
    return Stream.concat(
        Kit.list("models", ".gguf").stream(), Kit.list("quants/models", ".gguf").stream());
  }

  @ParameterizedTest
  @MethodSource("models")
  void everyFileCanBeInspected(Path model) {
    JsonNode json = json("inspect", "--json", "-m", model.toString());
    long bytes = 0;
    for (JsonNode tensor : json.get("tensors")) {
      bytes += tensor.get("bytes").asLong();
    }
    assertThat(json.get("weightBytes").asLong()).isEqualTo(bytes).isPositive();
    assertThat(json.get("metadata").has("general.architecture")).isTrue();
    assertThat(json.has("obstacle")).isEqualTo(!json.get("runs").asBoolean());

    Result text = Program.run("inspect", "-m", model.toString());
    assertThat(text.code()).isZero();
    assertThat(text.err()).isEmpty();
    assertThat(text.out())
        .contains("general.architecture = ", json.at("/tensors/0/name").asString())
        .contains(json.get("runs").asBoolean() ? "can run it." : "cannot run it: ");
  }

  @Test
  void aModelItRunsIsDescribedWhole() {
    JsonNode json = json("inspect", "--json", "--all", "-m", model("stories260K"));
    JsonNode golden = Kit.json(Kit.path("models/stories260K.json"));
    assertThat(json.get("runs").asBoolean()).isTrue();
    assertThat(json.at("/metadata/tokenizer.ggml.tokens"))
        .hasSize(golden.get("vocab_size").asInt());
    assertThat(json.at("/types/0/type").asString()).isEqualTo("F32");
    assertThat(json.at("/types/0/parameters").asLong())
        .isEqualTo(json.get("parameters").asLong())
        .isGreaterThan(250_000);
  }

  @Test
  void longArraysAreShortenedUnlessAllIsWanted() {
    JsonNode tokens =
        json("inspect", "--json", "-m", model("stories260K")).at("/metadata/tokenizer.ggml.tokens");
    assertThat(tokens.get("size").asInt()).isEqualTo(512);
    assertThat(tokens.get("first")).hasSize(8);

    Result some = Program.run("inspect", "-m", model("stories260K"));
    Result all = Program.run("inspect", "--all", "-m", model("stories260K"));
    assertThat(some.out()).contains("... (512 in all)]");
    assertThat(all.out()).doesNotContain("in all").hasSizeGreaterThan(some.out().length());
  }

  private static String model(String name) {
    return Kit.path("models/" + name + ".gguf").toString();
  }

  private static JsonNode json(String... args) {
    Result result = Program.run(args);
    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isZero();
    return JsonMapper.shared().readTree(result.out());
  }
}
