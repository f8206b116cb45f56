package io.llamajar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.llamajar.conformance.Kit;
import io.llamajar.gguf.GgufValue;
import io.llamajar.tokenizer.Specials;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Scores of documents against llama.cpp's, for every model of the kit that ranks. */
class RerankerTest {
  static Stream<Path> models() {
    return KitTexts.models("rerank");
  }

  @ParameterizedTest
  @MethodSource("models")
  void labelsOfTokensAgreeWithTheOracle(Path file) {
    JsonNode golden = Kit.json(file);
    try (Model model = KitTexts.open(file)) {
      for (JsonNode input : golden.get("inputs")) {
        int[] ids = Kit.ints(input.get("ids"));
        float[] labels = model.reranker().labels(List.of(ids)).getFirst();
        KitTexts.assertNear(labels, input.get("vector"), golden);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void pairsOfTextsAgreeWithTheOracle(Path file) {
    JsonNode golden = Kit.json(file);
    float limit = (float) golden.at("/tolerance/max_abs").asDouble();
    try (Model model = KitTexts.open(file)) {
      for (JsonNode pair : golden.get("text_pairs")) {
        String query = pair.get("query").asString();
        String document = pair.get("document").asString();
        assertThat(model.reranker().pair(query, document)).isEqualTo(Kit.ints(pair.get("ids")));
        assertThat(model.reranker().scores(query, List.of(document))[0])
            .isCloseTo((float) pair.get("score").asDouble(), within(limit));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void documentsThatAreReadTogetherGetTheScoresTheyGetAlone(Path file) {
    try (Model model = KitTexts.open(file)) {
      List<String> documents = new ArrayList<>();
      for (int i = 0; i < 70; i++) {
        documents.add("rain " + "and stars ".repeat(i % 9));
      }
      float[] together = model.reranker().scores("what is rain", documents);
      for (int i = 0; i < together.length; i++) {
        float[] alone = model.reranker().scores("what is rain", List.of(documents.get(i)));
        assertThat(alone).containsExactly(together[i]);
      }
    }
  }

  @Test
  void aTemplateIsFilledOnceWithWhatTextsContain(@TempDir Path folder) {
    Path file = folder.resolve("templated.gguf");
    try (AlteredModel altered = new AlteredModel("rerank-qwen3")) {
      altered
          .put(
              "tokenizer.chat_template.rerank",
              GgufValue.text("find {query} in {document}, {query}"))
          .write(file);
    }
    try (Model model = Model.open(file)) {
      int[] pair = model.reranker().pair("a {document} $1", "hat");
      int[] whole =
          model.tokenizer().encode("find a {document} $1 in hat, a {document} $1", Specials.PARSED);
      assertThat(pair).isEqualTo(whole);
    }
  }

  @Test
  void aHeadOfTheWrongShapeIsNamed(@TempDir Path folder) {
    Path file = folder.resolve("broken.gguf");
    try (AlteredModel altered = new AlteredModel("rerank-bert")) {
      altered.shape("cls.output.weight", 32L, 2L).write(file);
    }
    assertThatExceptionOfType(LlamajarException.class)
        .isThrownBy(() -> Model.open(file))
        .withMessageContaining("cls.output.weight is 32 x 2");
  }

  @Test
  void aModelWithoutAHeadRanksNothing() {
    try (Model model = KitTexts.open("qwen3")) {
      assertThatExceptionOfType(LlamajarException.class)
          .isThrownBy(model::reranker)
          .withMessageContaining("choose a reranker");
    }
  }
}
