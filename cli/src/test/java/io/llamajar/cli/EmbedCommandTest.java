package io.llamajar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.llamajar.cli.Program.Result;
import io.llamajar.conformance.Kit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Vectors of lines of text. */
class EmbedCommandTest {
  private static final String BERT = Kit.path("models/embed-bert-mean.gguf").toString();

  @TempDir private Path folder;

  @Test
  void aLineOfTextGivesALineOfJson() {
    JsonNode golden = Kit.json(Kit.path("models/embed-bert-mean.json"));
    double limit = golden.at("/tolerance/max_abs").asDouble();
    StringBuilder lines = new StringBuilder();
    golden.get("texts").forEach(text -> lines.append(text.get("text").asString()).append('\n'));

    Result result = Program.runWithInput(lines.toString(), "embed", "-m", BERT, "--raw");

    assertThat(result.err()).isEmpty();
    List<String> vectors = result.out().lines().toList();
    assertThat(vectors).hasSize(golden.get("texts").size());
    for (int i = 0; i < vectors.size(); i++) {
      double[] expected = doubles(golden.get("texts").get(i).get("vector"));
      assertThat(doubles(vectors.get(i))).containsExactly(expected, within(limit));
    }
  }

  @Test
  void vectorsHaveLengthOneUnlessRaw() {
    assertThat(length(embed("-p", "hello world"))).isCloseTo(1, within(1e-5));
    assertThat(length(embed("-p", "hello world", "--raw"))).isGreaterThan(1.5);
  }

  @Test
  void floatsStandInALineWithSpacesBetween() {
    String[] numbers = embed("-p", "hello world", "-o", "floats").strip().split(" ");
    double[] floats = Arrays.stream(numbers).mapToDouble(Double::parseDouble).toArray();
    assertThat(floats).containsExactly(doubles(embed("-p", "hello world")));
  }

  @Test
  void withoutPoolingEachTokenHasAVector() {
    JsonNode tokens = JsonMapper.shared().readTree(embed("-p", "hello world", "--pooling", "none"));
    assertThat(tokens).hasSize(4);
    assertThat(embed("-p", "hello world", "--pooling", "none", "-o", "floats").lines()).hasSize(4);
    assertThat(doubles(tokens.get(0)))
        .containsExactly(doubles(embed("-p", "hello world", "--pooling", "cls")));
  }

  @Test
  void moreLinesThanAreReadAtOnceComeOutInOrder() throws IOException {
    Path file =
        Files.writeString(folder.resolve("lines.txt"), "hello\nrain and stars\n".repeat(200));
    List<String> vectors = embed("-f", file.toString()).lines().toList();
    assertThat(vectors).hasSize(400);
    assertThat(vectors.subList(0, 2)).doesNotHaveDuplicates();
    assertThat(vectors.subList(398, 400)).isEqualTo(vectors.subList(0, 2));
  }

  @Test
  void whatCannotBeDoneIsSaidInOneLine() {
    assertFails("longer than the 256", "embed", "-m", BERT, "-p", "boat ".repeat(300));
    assertFails("llamajar embed", "run", "-m", BERT, "-p", "hello");
    String reranker = Kit.path("models/rerank-bert.gguf").toString();
    assertFails("llamajar rerank", "embed", "-m", reranker, "-p", "hello");
  }

  private static void assertFails(String message, String... args) {
    Result result = Program.run(args);
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).matches("llamajar: [^\n]*\n").contains(message);
  }

  private static String embed(String... options) {
    List<String> args = new ArrayList<>(List.of("embed", "-m", BERT));
    args.addAll(List.of(options));
    Result result = Program.run(args.toArray(String[]::new));
    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isZero();
    return result.out();
  }

  private static double length(String vector) {
    return Math.sqrt(Arrays.stream(doubles(vector)).map(value -> value * value).sum());
  }

  private static double[] doubles(String json) {
    return doubles(JsonMapper.shared().readTree(json));
  }

  private static double[] doubles(JsonNode array) {
    return array.valueStream().mapToDouble(JsonNode::asDouble).toArray();
  }
}
