package io.llamajar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.llamajar.conformance.Kit;
import io.llamajar.gguf.GgufSource;
import io.llamajar.sampling.Sampling;
import io.llamajar.scheduler.BusyException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Vectors of texts against llama.cpp's, for every model of the kit that embeds. */
class EmbedderTest {
  private static final String PROMPT = "Once upon a time";
  private static final EmbeddingOptions RAW = EmbeddingOptions.defaults().withNormalized(false);

  static Stream<Path> models() {
    return KitTexts.models("embedding");
  }

  @ParameterizedTest
  @MethodSource("models")
  void vectorsOfTokensAgreeWithTheOracle(Path file) {
    JsonNode golden = Kit.json(file);
    try (Model model = KitTexts.open(file)) {
      for (JsonNode input : golden.get("inputs")) {
        int[] ids = Kit.ints(input.get("ids"));
        float[] vector = model.embedder(RAW).embedTokens(List.of(ids)).getFirst();
        KitTexts.assertNear(vector, input.get("vector"), golden);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void vectorsOfTextsAgreeWithTheOracle(Path file) {
    JsonNode golden = Kit.json(file);
    try (Model model = KitTexts.open(file)) {
      for (JsonNode text : golden.get("texts")) {
        float[] vector = model.embedder(RAW).embed(text.get("text").asString());
        KitTexts.assertNear(vector, text.get("vector"), golden);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void textsThatAreReadTogetherGiveWhatTheyGiveAlone(Path file) {
    try (Model model = KitTexts.open(file)) {
      List<int[]> texts = texts(model);
      List<float[]> alone = new ArrayList<>();
      texts.forEach(text -> alone.addAll(model.embedder().embedTokens(List.of(text))));

      assertThat(model.embedder().embedTokens(texts)).containsExactlyElementsOf(alone);
      assertThat(model.embedder().embedTokens(texts.reversed()))
          .containsExactlyElementsOf(alone.reversed());
    }
  }

  /** More than a pass takes, of lengths on both sides of tiles and pages. */
  private static List<int[]> texts(Model model) {
    List<int[]> texts = new ArrayList<>();
    for (int length = 1; length < 250; length += 1 + length / 4) {
      int factor = length;
      texts.add(IntStream.range(0, length).map(i -> i * factor % model.vocabularySize()).toArray());
    }
    Collections.rotate(texts, 5);
    return texts;
  }

  @Test
  void vectorsHaveLengthOneUnlessTheyAreWantedRaw() {
    try (Model model = KitTexts.open("embed-bert-mean")) {
      float[] raw = model.embedder(RAW).embed("hello world");
      float[] unit = model.embedder().embed("hello world");

      assertThat(length(unit)).isCloseTo(1, within(1e-6));
      assertThat(length(raw)).isGreaterThan(1.5);
      assertThat(unit[3] * length(raw)).isCloseTo(raw[3], within(1e-5));
    }
  }

  @Test
  void poolingsAreMadeOfTheVectorsOfTokens() {
    try (Model model = KitTexts.open("embed-bert-mean")) {
      List<float[]> tokens = model.embedder(RAW).embedEachToken("hello world");

      assertThat(tokens).hasSize(4);
      assertThat(embedded(model, Pooling.CLS)).isEqualTo(tokens.getFirst());
      assertThat(embedded(model, Pooling.LAST)).isEqualTo(tokens.getLast());
      double sum = tokens.stream().mapToDouble(token -> token[7]).sum();
      assertThat(embedded(model, Pooling.MEAN)[7]).isCloseTo((float) (sum / 4), within(1e-6f));
    }
  }

  private static float[] embedded(Model model, Pooling pooling) {
    return model.embedder(RAW.withPooling(pooling)).embed("hello world");
  }

  @Test
  void aDecoderEmbedsTextsThatAreLongerThanAPass() {
    ModelOptions longer = ModelOptions.defaults().withContext(3 * Pass.ROWS);
    try (Model model = KitTexts.open("embed-qwen3-last", longer)) {
      int[] text = IntStream.range(0, 2 * Pass.ROWS + 7).map(i -> i % 300).toArray();
      for (Pooling pooling : List.of(Pooling.MEAN, Pooling.CLS, Pooling.LAST)) {
        Embedder embedder = model.embedder(RAW.withPooling(pooling));
        List<float[]> vectors = embedder.embedTokens(List.of(text, new int[] {0}));

        // The first token sees nothing but itself.
        assertThat(pooling == Pooling.CLS)
            .isEqualTo(Arrays.equals(vectors.getFirst(), vectors.getLast()));
      }
    }
  }

  @Test
  void aModelWithoutAPoolingOfItsOwnHasTheUsualOne() {
    try (Model decoder = KitTexts.open("llama-gqa")) {
      assertThat(decoder.embedder().pooling()).isEqualTo(Pooling.LAST);
      assertThat(decoder.embedder().embed("hello")).hasSize(64);
    }
  }

  @Test
  void whatCannotBeEmbeddedIsRefusedInASentence() {
    try (Model model = KitTexts.open("embed-bert-mean")) {
      assertRefused(() -> model.embedder().embed("a".repeat(300)), "256");
      assertRefused(() -> model.embedder().embedTokens(List.of(new int[] {})), "no tokens");
      assertRefused(() -> model.embedder().embedTokens(List.of(new int[] {384})), "0 to 383");
      Embedder none = model.embedder(RAW.withPooling(Pooling.NONE));
      assertRefused(() -> none.embed("hello"), "choose mean, cls or last");
    }
  }

  @Test
  void anEncoderGeneratesNothing() {
    try (Model model = KitTexts.open("embed-bert-mean")) {
      assertRefused(model::session, "llamajar embed");
    }
  }

  @Test
  void aRerankerEmbedsOnlyWhenAPoolingIsChosen() {
    try (Model model = KitTexts.open("rerank-bert")) {
      assertRefused(model::embedder, "llamajar rerank");
      assertThat(model.embedder(RAW.withPooling(Pooling.CLS)).embed("hello")).hasSize(64);
    }
  }

  private static void assertRefused(Executable action, String hint) {
    assertThatExceptionOfType(LlamajarException.class)
        .isThrownBy(action::execute)
        .withMessageContaining(hint);
  }

  private static double length(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }

  @ParameterizedTest
  @ValueSource(strings = {"stories260K", "embed-qwen3-last"})
  void textsAreEmbeddedWhileOthersAreGenerated(String name) throws Exception {
    Path file = Kit.path("models/" + name + ".gguf");
    GenerationOptions how = GenerationOptions.defaults().withMaxTokens(100);
    how = how.withSampling(Sampling.builder().seed(1).build());
    try (Model model = Model.open(file);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<int[]> texts = new ArrayList<>(texts(model));
      texts.add(IntStream.range(0, 250).map(i -> i % model.speakable()).toArray());
      List<float[]> expected = model.embedder().embedTokens(texts);
      String text = model.generate(PROMPT, how).text();

      Generation generation = model.generate(PROMPT, how);
      assertThat(generation.hasNext()).isTrue();
      Future<List<float[]>> vectors = threads.submit(() -> model.embedder().embedTokens(texts));
      Future<?> left =
          threads.submit(() -> {
            Embedder embedder = model.embedder();
            embedder.cancel();
            embedder.embedTokens(texts);
          });
      assertThat(generation.text()).isEqualTo(text);
      assertThat(vectors.get()).containsExactlyElementsOf(expected);
      assertThatThrownBy(left::get).hasCauseInstanceOf(CancellationException.class);
      model.inTurn(() -> {});
      assertThat(model.load().running() + model.load().waiting()).isZero();
    }
  }

  @Test
  void whoCannotWaitToEmbedIsToldSo() {
    Path file = Kit.path("models/embed-bert-mean.gguf");
    List<Future<float[]>> both = new ArrayList<>();
    try (Model model =
            Model.open(GgufSource.of(file), ModelOptions.defaults().withParallel(1).withQueue(0));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      model.inTurn(() -> {
        for (int i = 0; i < 2; i++) {
          both.add(threads.submit(() -> model.embedder().embed("a cat")));
        }
        while (both.stream().noneMatch(Future::isDone)) { // one waits, the other may not
          Thread.onSpinWait();
        }
      });
    }
    assertThat(both).filteredOn(each -> each.state() == Future.State.SUCCESS).hasSize(1);
    assertThat(both)
        .filteredOn(each -> each.state() == Future.State.FAILED)
        .singleElement()
        .extracting(Future::exceptionNow)
        .isInstanceOf(BusyException.class);
  }
}
