package io.llamajar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.llamajar.Generation.Finish;
import io.llamajar.conformance.Kit;
import io.llamajar.gguf.GgmlType;
import io.llamajar.gguf.GgufSource;
import io.llamajar.sampling.Sampling;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class GenerationTest {
  private static final String BEGIN = "Once upon a time";
  private static final GenerationOptions GREEDY =
      GenerationOptions.defaults().withSampling(Sampling.greedy()).withMaxTokens(40);

  private Model model;

  @BeforeEach
  void openStories() {
    model = open(ModelOptions.defaults());
  }

  @AfterEach
  void close() {
    model.close();
  }

  private static Model open(ModelOptions options) {
    return Model.open(GgufSource.of(Kit.path("models/stories260K.gguf")), options.withThreads(2));
  }

  @Test
  void tellsTheOraclesStoriesWordForWord() {
    try (Model exact = open(ModelOptions.defaults().withKvType(GgmlType.F32))) {
      for (JsonNode story : Kit.json(Kit.path("models/stories260K.json")).get("cases")) {
        int[] prompt = Kit.ints(story.get("ids"));
        int count = story.get("greedy_tokens").size();
        Generation generation = exact.generate(prompt, GREEDY.withMaxTokens(count));
        String told = "<s> " + story.get("prompt").asString() + generation.text();
        assertThat(told).isEqualTo(story.get("text").asString());
        assertThat(generation.tokens()).isEqualTo(Kit.ints(story.get("greedy_tokens")));
      }
    }
  }

  @Test
  void aModelWhoseHeadsAreNotWholeBlocksCannotKeepThemInBlocks() {
    assertThatThrownBy(() -> open(ModelOptions.defaults().withKvType(GgmlType.Q8_0)))
        .isInstanceOf(LlamajarException.class)
        .hasMessage(
            "Keys and values of this model cannot be kept as Q8_0, as its heads are 8 wide, not a"
                + " multiple of 32; choose F16 or F32");
    assertThatThrownBy(() -> ModelOptions.defaults().withKvType(GgmlType.Q4_0))
        .isInstanceOf(LlamajarException.class)
        .hasMessage("Keys and values cannot be kept as Q4_0; choose F16, F32 or Q8_0");
  }

  @Test
  void thePiecesAreTheTextHoweverTheyAreTaken() {
    String whole = model.generate(BEGIN, GREEDY).text();
    StringBuilder pieces = new StringBuilder();
    model.generate(BEGIN, GREEDY).forEach(pieces::append);
    assertThat(pieces).hasToString(whole);
    assertThat(String.join("", model.generate(BEGIN, GREEDY).stream().toList())).isEqualTo(whole);
    assertThat(model.generate(BEGIN, GREEDY).stream()).noneMatch(String::isEmpty);
  }

  @Test
  void theSameSeedGivesTheSameTextAndOthersGiveOthers() {
    List<String> texts = new ArrayList<>();
    for (long seed : new long[] {7, 7, 8}) {
      Sampling sampling = Sampling.builder().temperature(1).seed(seed).build();
      texts.add(model.generate(BEGIN, GREEDY.withSampling(sampling)).text());
    }
    assertThat(texts.get(1)).isEqualTo(texts.get(0));
    assertThat(texts.get(2)).isNotEqualTo(texts.get(0));
  }

  @Test
  void theSeedThatWasTakenGivesTheTextAgain() {
    Sampling sampling = Sampling.builder().temperature(1.5).build();
    Generation first = model.generate(BEGIN, GREEDY.withSampling(sampling));
    String text = first.text();
    Sampling again = sampling.toBuilder().seed(first.seed()).build();
    assertThat(model.generate(BEGIN, GREEDY.withSampling(again)).text()).isEqualTo(text);
  }

  @Test
  void theTextDoesNotDependOnWhatWasReadBefore() {
    List<String> prompts =
        List.of(BEGIN, BEGIN + ", there was a dog", BEGIN + ", there", "Lily and Ben", BEGIN);
    for (String prompt : prompts) {
      String warm = model.generate(prompt, GREEDY).text();
      try (Model fresh = open(ModelOptions.defaults())) {
        assertThat(warm).isEqualTo(fresh.generate(prompt, GREEDY).text());
      }
    }
  }

  @Test
  void whatAPromptHasInCommonWithAnEarlierTextIsNotReadAgain() {
    Generation first = model.generate(BEGIN, GREEDY);
    String text = first.text();
    assertThat(first.statistics().cachedTokens()).isZero();
    Generation next = model.generate(BEGIN + text + " The end", GREEDY);
    next.text();
    assertThat(next.statistics().cachedTokens()).isGreaterThan(20);
  }

  @Test
  void aReaderThatThrowsEndsIt() {
    Generation generation = model.generate(BEGIN, GREEDY);
    assertThatThrownBy(() ->
            generation.forEach(piece -> {
              throw new IllegalStateException("enough");
            }))
        .hasMessage("enough");
    assertThat(generation.finish()).contains(Finish.CANCELLED);
  }

  @Test
  void textsThatHaveNotBegunTakeNoRoomForWhatPicksTheirTokens() {
    Sampling.Dry dry = new Sampling.Dry(1, 1.75, 2, Sampling.MOST_LAST_N, List.of());
    GenerationOptions how = GREEDY.withSampling(Sampling.builder().dry(dry).build());
    List<Generation> all = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      all.add(model.generate(BEGIN, how));
    }
    assertThat(all.getLast().text()).isNotEmpty();
  }

  @Test
  void whatAModelCannotDoIsToldBeforeItBegins() {
    Sampling biased = Sampling.builder().logitBias(Map.of(1 << 20, 1f)).build();
    assertThatThrownBy(() -> model.generate(BEGIN, GREEDY.withSampling(biased)))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining("token 1048576");
  }

  @Test
  void endsBeforeAStopString() {
    String whole = model.generate(BEGIN, GREEDY).text();
    Generation stopped = model.generate(BEGIN, GREEDY.withStops("girl named", "never comes"));
    assertThat(stopped.text()).isEqualTo(whole.substring(0, whole.indexOf("girl named")));
    assertThat(stopped.finish()).contains(Finish.STOP);
  }

  @Test
  void endsAfterTheTokensThatWereAllowed() {
    for (int most : new int[] {0, 1, 5}) {
      Generation generation = model.generate(BEGIN, GREEDY.withMaxTokens(most));
      generation.text();
      assertThat(generation.tokens()).hasSize(most);
      assertThat(generation.statistics().generatedTokens()).isEqualTo(most);
      assertThat(generation.finish()).contains(Finish.LENGTH);
    }
  }

  @Test
  void endsWhereTheContextIsFull() {
    try (Model small = open(ModelOptions.defaults().withContext(16))) {
      Generation generation = small.generate(BEGIN, GREEDY);
      generation.text();
      assertThat(generation.finish()).contains(Finish.CONTEXT);
      // The last token needs no place of its own: it is not read any more.
      assertThat(generation.statistics().promptTokens() + generation.tokens().length).isEqualTo(17);
    }
  }

  @Test
  void endsWhenItIsCancelled() {
    Generation generation = model.generate(BEGIN, GREEDY);
    generation.next();
    generation.cancel();
    assertThat(generation.hasNext()).isFalse();
    assertThat(generation.finish()).contains(Finish.CANCELLED);
    String after = model.generate(BEGIN, GREEDY).text();
    try (Model fresh = open(ModelOptions.defaults())) {
      assertThat(after).isEqualTo(fresh.generate(BEGIN, GREEDY).text());
    }
  }

  @Test
  void aPromptThatDoesNotFitIsRefusedWithTheNumbers() {
    try (Model small = open(ModelOptions.defaults().withContext(4))) {
      assertThatThrownBy(() -> small.generate(BEGIN, GREEDY))
          .isInstanceOf(LlamajarException.class)
          .hasMessageContaining("prompt of 5 tokens")
          .hasMessageContaining("context of 4");
    }
  }

  @Test
  void tokensOutOfRangeAndEmptyPromptsAreRefused() {
    for (int token : new int[] {-1, 512, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      assertThatThrownBy(() -> model.generate(new int[] {1, token}, GREEDY))
          .isInstanceOf(LlamajarException.class)
          .hasMessageContaining(token + " is out of range");
    }
    assertThatThrownBy(() -> model.generate(new int[0], GREEDY))
        .isInstanceOf(LlamajarException.class);
  }

  @Test
  void generationsOfOneModelDoNotDisturbEachOther() throws InterruptedException {
    String alone = model.generate(BEGIN, GREEDY).text();
    List<String> texts = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                texts.add(model.generate(BEGIN, GREEDY).text());
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(texts).hasSize(4).containsOnly(alone);
  }

  @Test
  void logprobsAreThoseOfTheKit() {
    JsonNode golden = Kit.json(Kit.path("models/llama-gqa.json"));
    float[] expected = Kit.floats(Kit.path("models/llama-gqa.logprobs.bin"));
    ModelOptions exact = ModelOptions.defaults().withKvType(GgmlType.F32);
    try (Model gqa = Model.open(GgufSource.of(Kit.path("models/llama-gqa.gguf")), exact);
        Session reader = gqa.session()) {
      reader.logprobs(
          Kit.ints(golden.at("/prompts/long")),
          (position, row) -> {
            for (int i = 0; i < row.length; i++) {
              assertThat(row[i]).isCloseTo(expected[position * row.length + i], offset(1e-3f));
            }
          });
    }
  }
}
