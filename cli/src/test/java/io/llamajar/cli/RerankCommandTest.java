package io.llamajar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.llamajar.cli.Program.Result;
import io.llamajar.conformance.Kit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Documents in the order in which they answer a query. */
class RerankCommandTest {
  @ParameterizedTest
  @ValueSource(strings = {"rerank-bert", "rerank-qwen3"})
  void theBestComesFirstWithItsScoreAndItsPlace(String name) {
    JsonNode golden = Kit.json(Kit.path("models/" + name + ".json"));
    List<JsonNode> pairs =
        StreamSupport.stream(golden.get("text_pairs").spliterator(), false)
            .filter(pair -> pair.get("query").asString().equals("hello"))
            .toList();
    StringBuilder documents = new StringBuilder();
    pairs.forEach(pair -> documents.append(pair.get("document").asString()).append('\n'));

    Result result = rerank(documents.toString(), name, "-q", "hello", "-o", "json");

    assertThat(result.err()).isEmpty();
    List<JsonNode> ranked =
        result.out().lines().map(line -> JsonMapper.shared().readTree(line)).toList();
    assertThat(ranked).hasSameSizeAs(pairs);
    double limit = golden.at("/tolerance/max_abs").asDouble();
    double last = 1;
    for (JsonNode document : ranked) {
      JsonNode pair = pairs.get(document.get("index").asInt());
      assertThat(document.get("text")).isEqualTo(pair.get("document"));
      double score = document.get("score").asDouble();
      assertThat(score).isCloseTo(pair.get("score").asDouble(), within(limit));
      assertThat(score).isLessThanOrEqualTo(last);
      last = score;
    }
  }

  @Test
  void aLineShowsTheScoreAndTheDocument() {
    Result result = rerank("rain\tand stars\n", "rerank-bert", "-q", "hello");
    assertThat(result.out()).matches("0\\.\\d{4}  rain\\\\u0009and stars\n");
  }

  @Test
  void noDocumentsAreNoLines() {
    assertThat(rerank("", "rerank-bert", "-q", "hello")).isEqualTo(new Result(0, "", ""));
  }

  @Test
  void aModelThatCannotRankSaysSo() {
    Result result = rerank("rain\n", "embed-bert-mean", "-q", "hello");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).matches("llamajar: [^\n]*\n").contains("choose a reranker");
  }

  private static Result rerank(String documents, String model, String... options) {
    String file = Kit.path("models/" + model + ".gguf").toString();
    List<String> args = new ArrayList<>(List.of("rerank", "-m", file));
    args.addAll(List.of(options));
    return Program.runWithInput(documents, args.toArray(String[]::new));
  }
}
