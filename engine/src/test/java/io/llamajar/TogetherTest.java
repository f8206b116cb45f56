package io.llamajar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.Generation.Finish;
import io.llamajar.conformance.Kit;
import io.llamajar.gguf.GgufSource;
import io.llamajar.sampling.Sampling;
import io.llamajar.scheduler.BusyException;
import io.llamajar.scheduler.Load;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What many want generated at once is what each would get alone, however little memory there is.
 */
class TogetherTest {
  private static final int REQUESTS = 50;
  private static final long LITTLE = 6; // pages for all

  /** A prompt that begins as others do, and how to go on from it. */
  private static final class Wish {
    private final int[] prompt;
    private final GenerationOptions options;

    private Wish(int[] prompt, GenerationOptions options) {
      this.prompt = prompt;
      this.options = options;
    }
  }

  private static Model open(String name, ModelOptions options) {
    return Model.open(
        GgufSource.of(Kit.path("models/" + name + ".gguf")),
        options.withThreads(2).withContext(512));
  }

  /** Prompts of 1 to 300 tokens, most of which begin with one of three texts. */
  private static List<Wish> wishes(Model model) {
    Random random = new Random(5);
    IntFunction<int[]> text = n -> random.ints(n, 3, model.speakable()).toArray();
    List<int[]> beginnings = List.of(text.apply(200), text.apply(130), text.apply(40), new int[0]);
    List<Wish> wishes = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      int[] beginning = beginnings.get(i % beginnings.size());
      int[] end = text.apply(1 + random.nextInt(100));
      int[] prompt = IntStream.concat(IntStream.of(beginning), IntStream.of(end)).toArray();
      Sampling sampling = Sampling.builder().temperature(i % 3).repeatPenalty(1.1).seed(i).build();
      wishes.add(
          new Wish(
              i % 10 == 9 ? wishes.getLast().prompt : prompt,
              GenerationOptions.defaults()
                  .withSampling(sampling)
                  .withMaxTokens(random.nextInt(60))));
    }
    return wishes;
  }

  /** The tokens of each, generated one after another by a model that knows nothing yet. */
  private static List<int[]> alone(String name, List<Wish> wishes) {
    List<int[]> all = new ArrayList<>();
    for (Wish wish : wishes) {
      try (Model fresh = open(name, ModelOptions.defaults())) {
        Generation generation = fresh.generate(wish.prompt, wish.options);
        generation.text();
        all.add(generation.tokens());
      }
    }
    return all;
  }

  private static List<int[]> together(Model model, List<Wish> wishes) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<int[]>> all = new ArrayList<>();
      for (Wish wish : wishes) {
        all.add(
            threads.submit(() -> {
              Generation generation = model.generate(wish.prompt, wish.options);
              generation.text();
              return generation.tokens();
            }));
      }
      List<int[]> tokens = new ArrayList<>();
      for (Future<int[]> each : all) {
        tokens.add(each.get());
      }
      return tokens;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"stories260K", "granitehybrid", "qwen3next"})
  void neitherNeighboursNorOrderNorWhatIsKnownMatter(String name) throws Exception {
    try (Model model = open(name, ModelOptions.defaults())) {
      List<Wish> wishes = wishes(model);
      List<int[]> expected = alone(name, wishes);
      assertThat(together(model, wishes)).containsExactlyElementsOf(expected);
      assertThat(together(model, wishes))
          .as("when all is known")
          .containsExactlyElementsOf(expected);
      Collections.reverse(wishes);
      Collections.reverse(expected);
      try (Model other = open(name, ModelOptions.defaults().withParallel(7))) {
        assertThat(together(other, wishes)).containsExactlyElementsOf(expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"stories260K", "granitehybrid"})
  void memoryIsNeverExceededAndAllGetTheirText(String name) throws Exception {
    long budget;
    List<Wish> wishes;
    try (Model model = open(name, ModelOptions.defaults())) {
      wishes = wishes(model);
      budget = LITTLE * model.pool().pageBytes() + 5 * model.pool().stateBytes();
    }
    List<int[]> expected = alone(name, wishes);
    try (Model model = open(name, ModelOptions.defaults().withMemory(budget))) {
      assertThat(together(model, wishes)).containsExactlyElementsOf(expected);
      assertThat(load(model).preemptions()).isPositive();
      assertThat(load(model).heldBytes()).isLessThanOrEqualTo(budget);
      assertThat(model.pool().peak()).isLessThanOrEqualTo(budget);
    }
  }

  @Test
  void aBeginningThatManyShareIsReadOnce() throws Exception {
    try (Model model = open("stories260K", ModelOptions.defaults())) {
      int[] prompt = new Random(1).ints(300, 3, 500).toArray();
      Wish wish = new Wish(prompt, GenerationOptions.defaults().withMaxTokens(3));
      together(model, Collections.nCopies(20, wish));
      assertThat(load(model).promptTokens()).isEqualTo(300 + 19);
      assertThat(load(model).cachedTokens()).isEqualTo(19 * 299);
    }
  }

  @Test
  void nothingIsLeftBehind() throws Exception {
    try (Model model = open("stories260K", ModelOptions.defaults())) {
      together(model, wishes(model));
      assertThat(load(model).running()).isZero();
      assertThat(load(model).waiting()).isZero();
      assertThat(load(model).heldBytes())
          .isEqualTo(load(model).keptPages() * model.pool().pageBytes());
    }
  }

  private static List<Generation> texts(Model model, int count) {
    return Stream.generate(() -> model.generate("Once", GenerationOptions.defaults()))
        .limit(count)
        .toList();
  }

  @Test
  void asManyMayComeAtOnceAsThereArePlacesToRunAndToWait() {
    ModelOptions options = ModelOptions.defaults().withParallel(3).withQueue(2);
    try (Model model = open("stories260K", options)) {
      List<Generation> all = texts(model, 5);
      Generation another = model.generate("Lily", GenerationOptions.defaults());
      model.inTurn(() -> { // before anything is done about those that have come
        all.forEach(Generation::start);
        assertThatThrownBy(another::start)
            .isInstanceOf(BusyException.class)
            .hasMessage("5 requests run or wait already; try again later");
      });
      assertThat(all.stream().map(Generation::text)).doesNotContain("");
      assertThat(another.text()).as("later").isNotEmpty();
    }
  }

  @Test
  void withoutAQueueOneTextAfterAnotherHasThePlace() {
    ModelOptions options = ModelOptions.defaults().withParallel(1).withQueue(0);
    try (Model model = open("stories260K", options)) {
      for (int i = 0; i < 50; i++) { // each as soon as it is known that the one before has ended
        assertThat(model.generate("Once", GenerationOptions.defaults().withMaxTokens(3)).text())
            .isNotEmpty();
        Generation cancelled = model.generate("Lily", GenerationOptions.defaults());
        assertThat(cancelled.hasNext()).isTrue();
        cancelled.cancel();
      }
    }
  }

  @Test
  void aFullQueueDoesNotRefuseWhatFollowsOnATextOfItsOwn() {
    ModelOptions options = ModelOptions.defaults().withParallel(1).withQueue(3);
    try (Model model = open("stories260K", options)) {
      List<Generation> others = texts(model, 3);
      Generation text = model.generate("Lily", GenerationOptions.defaults());
      assertThat(text.hasNext()).isTrue();
      others.forEach(Generation::start);
      Generation next = text.follow(text.context(), GenerationOptions.defaults().withMaxTokens(5));
      assertThat(text.finish()).contains(Finish.CANCELLED);
      next.text();
      assertThat(next.tokens()).hasSize(5);
      assertThat(others.stream().map(Generation::text)).doesNotContain("");
    }
  }

  @Test
  void aReaderThatDoesNotReadHoldsNobodyUp() {
    try (Model model = open("stories260K", ModelOptions.defaults().withParallel(1))) {
      Generation slow = model.generate("Once upon a time", GenerationOptions.defaults());
      assertThat(slow.hasNext()).isTrue();
      Generation quick = model.generate("Lily", GenerationOptions.defaults().withMaxTokens(100));
      assertThat(quick.text()).isNotEmpty();
      slow.text();
      assertThat(slow.finish())
          .hasValueSatisfying(f -> assertThat(f).isNotEqualTo(Finish.CANCELLED));
    }
  }

  @Test
  void littleMemoryMeansAShorterContext() {
    ModelOptions options = ModelOptions.defaults().withThreads(2).withMemory(200_000);
    GgufSource stories = GgufSource.of(Kit.path("models/stories260K.gguf"));
    try (Model model = Model.open(stories, options)) {
      assertThat(model.context()).isEqualTo(256);
      assertThat(model.warnings()).singleElement().asString().contains("256 tokens of the 512");
      Generation full = model.generate(new int[255], GenerationOptions.defaults().withMaxTokens(9));
      full.text();
      assertThat(full.finish()).contains(Finish.CONTEXT);
      assertThat(full.tokens()).hasSize(2);
      assertThatThrownBy(() -> model.generate(new int[257], GenerationOptions.defaults()))
          .isInstanceOf(LlamajarException.class)
          .hasMessageContaining("257 tokens");
    }
    assertThatThrownBy(() -> Model.open(stories, options.withContext(257)))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining("256 tokens would fit");
  }

  /** What is going on once the present step has ended: texts end in the middle of one. */
  private static Load load(Model model) {
    model.inTurn(() -> {});
    return model.load();
  }
}
