package io.llamajar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.llamajar.cli.Program.Result;
import io.llamajar.conformance.Kit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The log-probabilities of the kit's models, as files. */
class LogprobsCommandTest {
  private static final Path MODEL = Kit.path("models/llama-gqa.gguf");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"llama-gqa", "qwen2", "qwen3", "gemma3"})
  void equalTheOracles(String name) {
    JsonNode golden = Kit.json(Kit.path("models/" + name + ".json"));
    int[] prompt = Kit.ints(golden.at("/prompts/long"));
    Path output = folder.resolve("out.bin");

    Result result = logprobs(Kit.path("models/" + name + ".gguf"), list(prompt), output, "f32");

    assertThat(result).isEqualTo(new Result(0, "", ""));
    float[] all = Kit.floats(Kit.path("models/" + name + ".logprobs.bin"));
    int values = prompt.length * golden.get("vocab_size").asInt();
    double limit = golden.at("/tolerance/max_abs_logprob_f32").asDouble();
    assertThat(Kit.floats(output))
        .containsExactly(Arrays.copyOf(all, values), within((float) limit));
  }

  @Test
  void replaceAFileThatExists() throws IOException {
    Path output = Files.writeString(folder.resolve("out.bin"), "old");
    assertThat(logprobs(MODEL, "1,2,3", output, "f16").code()).isZero();
    assertThat(Kit.floats(output)).hasSizeGreaterThan(100);
    assertFolderHoldsOnly(output);
  }

  @Test
  void tokensOutOfRangeLeaveNoFile() throws IOException {
    assertFails("1,2,1000000", folder.resolve("out.bin"), "1000000");
    assertFails("-1", folder.resolve("out.bin"), "-1");
  }

  @Test
  void aPromptLongerThanTheContextLeavesTheOldFile() throws IOException {
    Path output = Files.writeString(folder.resolve("out.bin"), "old");
    String many =
        IntStream.range(0, 9).mapToObj(Integer::toString).collect(Collectors.joining(","));
    Result result =
        Program.run(
            "logprobs",
            "-m",
            MODEL.toString(),
            "-c",
            "8",
            "--tokens",
            many,
            "-o",
            output.toString());
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).matches("llamajar: [^\n]*context of 8[^\n]*\n");
    assertThat(output).hasContent("old");
    assertFolderHoldsOnly(output);
  }

  @Test
  void whatCannotBeWrittenIsSaidInOneLine() throws IOException {
    assertFails("1", folder, "is a folder");
    assertFails("1", folder.resolve("none/out.bin"), "There is no folder");
  }

  private void assertFails(String tokens, Path output, String message) throws IOException {
    Result result = logprobs(MODEL, tokens, output, "f16");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).matches("llamajar: [^\n]*\n").contains(message);
    assertFolderHoldsOnly();
  }

  private void assertFolderHoldsOnly(Path... files) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      assertThat(all).containsExactly(files);
    }
  }

  private static Result logprobs(Path model, String tokens, Path output, String kv) {
    return Program.run(
        "logprobs",
        "-m",
        model.toString(),
        "--kv",
        kv,
        "--tokens=" + tokens,
        "-o",
        output.toString());
  }

  private static String list(int[] tokens) {
    return Arrays.stream(tokens).mapToObj(Integer::toString).collect(Collectors.joining(","));
  }
}
