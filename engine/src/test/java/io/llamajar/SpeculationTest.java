package io.llamajar;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.conformance.Kit;
import io.llamajar.gguf.GgufSource;
import io.llamajar.sampling.Sampling;
import io.llamajar.scheduler.Load;
import io.llamajar.speculation.Speculation;
import io.llamajar.speculation.Speculation.Guesser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is guessed makes a text come sooner and changes nothing of it, to the bit. */
class SpeculationTest {
  private static final int REQUESTS = 50;
  private static final Speculation EAGER = Speculation.defaults().withNgram(1);
  private static final Speculation NONE = Speculation.none();

  /** All that a request gives. */
  private record Outcome(
      String text,
      List<Integer> tokens,
      List<TokenLogprob> logprobs,
      Generation.Finish finish,
      String stop) {}

  private static GgufSource source(String name) {
    return GgufSource.of(Kit.path("models/" + name + ".gguf"));
  }

  private static Model open(String name, ModelOptions options) {
    return Model.open(source(name), options.withThreads(2).withContext(512));
  }

  /** Prompts that repeat themselves, some of them to the letter, and all ways to go on. */
  private static List<Generation> generations(Model model, Speculation speculation, int count) {
    Random random = new Random(7);
    List<Generation> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] part = random.ints(2 + i % 9, 3, model.speakable()).toArray();
      int[] prompt = IntStream.range(0, 3 + i).map(j -> part[j % part.length]).toArray();
      Sampling sampling =
          Sampling.builder()
              .temperature(i % 3 == 0 ? 0 : 0.3 * (i % 4))
              .repeatPenalty(i % 5 == 1 ? 1.1 : 1)
              .frequencyPenalty(i % 3 == 2 ? -2 : 0) // likes to repeat itself
              .seed(i)
              .build();
      GenerationOptions how =
          GenerationOptions.defaults()
              .withSampling(sampling)
              .withMaxTokens(1 + 7 * i % 60)
              .withStops(model.tokenizer().text(part[0]).repeat(2) + "x", "e s")
              .withSpeculation(speculation);
      all.add(model.generate(prompt, i % 4 == 0 ? how.withLogprobs(3) : how));
    }
    return all;
  }

  private static Outcome outcome(Generation generation) {
    StringBuilder text = new StringBuilder();
    List<TokenLogprob> logprobs = new ArrayList<>();
    while (generation.hasNext()) {
      Generation.Piece piece = generation.nextPiece();
      text.append(piece.text());
      logprobs.addAll(piece.tokens());
    }
    return new Outcome(
        text.toString(),
        IntStream.of(generation.tokens()).boxed().toList(),
        logprobs,
        generation.finish().orElseThrow(),
        generation.stop().orElse(""));
  }

  private static List<Outcome> outcomes(List<Generation> generations) {
    return generations.stream().map(SpeculationTest::outcome).toList();
  }

  private static List<Outcome> together(List<Generation> generations) {
    generations.forEach(Generation::start);
    return outcomes(generations);
  }

  private static Load load(Model model) {
    model.inTurn(() -> {});
    return model.load();
  }

  @ParameterizedTest
  @ValueSource(strings = {"stories260K", "lfm2", "mamba2", "granitehybrid", "qwen3next", "gemma2"})
  void aloneOrTogetherTextsAreWhatTheyAreWithout(String name) {
    List<Outcome> expected;
    try (Model model = open(name, ModelOptions.defaults())) {
      expected = outcomes(generations(model, NONE, REQUESTS));
      assertThat(load(model).guessedTokens()).isZero();
    }
    try (Model model = open(name, ModelOptions.defaults())) {
      assertThat(outcomes(generations(model, EAGER, REQUESTS))).isEqualTo(expected);
      Load load = load(model);
      assertThat(load.rightTokens()).isPositive().isLessThan(load.guessedTokens());
    }
    try (Model model = open(name, ModelOptions.defaults().withParallel(5))) {
      assertThat(together(generations(model, EAGER, REQUESTS))).isEqualTo(expected);
      assertThat(together(generations(model, EAGER, REQUESTS)))
          .as("when all is known")
          .isEqualTo(expected);
      assertThat(load(model).heldBytes())
          .isGreaterThanOrEqualTo(load(model).keptPages() * model.pool().pageBytes());
    }
  }

  /** All models of the kit that generate. */
  static Stream<Path> models() {
    String golden = ".logprobs.bin";
    return Stream.concat(
        Kit.list("models", golden).stream()
            .map(file -> Path.of(file.toString().replace(golden, ".gguf"))),
        Kit.list("quants/models", ".gguf").stream());
  }

  @ParameterizedTest
  @MethodSource("models")
  void noModelSaysAnythingElse(Path file) {
    ModelOptions options = ModelOptions.defaults().withThreads(2);
    try (Model model = Model.open(GgufSource.of(file), options)) {
      assertThat(together(generations(model, EAGER, 6)))
          .isEqualTo(outcomes(generations(model, NONE, 6)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"stories260K", "granitehybrid"})
  void guessesTakeNoMemoryFromOthers(String name) {
    long budget;
    List<Outcome> expected;
    try (Model model = open(name, ModelOptions.defaults())) {
      budget = 4 * model.pool().pageBytes() + 5 * model.pool().stateBytes();
      expected = outcomes(generations(model, NONE, REQUESTS));
    }
    try (Model model = open(name, ModelOptions.defaults().withMemory(budget))) {
      assertThat(together(generations(model, EAGER, REQUESTS))).isEqualTo(expected);
      assertThat(model.pool().peak()).isLessThanOrEqualTo(budget);
    }
  }

  @Test
  void aTextThatRepeatsItselfTakesFewerPasses() {
    try (Model model = open("stories260K", ModelOptions.defaults())) {
      GenerationOptions how =
          GenerationOptions.defaults()
              .withSampling(Sampling.builder().temperature(0).frequencyPenalty(-2).build())
              .withMaxTokens(200);
      Generation generation = model.generate("Tim ran and ran and ran and ran", how);
      generation.text();
      Generation.Statistics statistics = generation.statistics();
      assertThat(statistics.acceptedTokens()).isGreaterThan(150);
      assertThat(statistics.draftedTokens()).isGreaterThanOrEqualTo(statistics.acceptedTokens());
      assertThat(load(model).passes()).isLessThan(50);
      assertThat(load(model).guessedTokens()).isEqualTo(statistics.draftedTokens());
      assertThat(load(model).rightTokens()).isEqualTo(statistics.acceptedTokens());
    }
  }

  @Test
  void guessesAreAsManyAsAreAllowed() {
    try (Model model = open("stories260K", ModelOptions.defaults())) {
      Speculation atMostTwo = EAGER.withMost(2);
      Speculation never = EAGER.withLeast(30);
      Speculation onlyByAnother = EAGER.withGuessers(Set.of(Guesser.DRAFT_MODEL));
      outcomes(generations(model, never, 10));
      outcomes(generations(model, onlyByAnother, 10));
      outcomes(generations(model, EAGER.withMost(0), 10));
      assertThat(load(model).guessedTokens()).isZero();
      outcomes(generations(model, atMostTwo, 10));
      long passes = load(model).passes();
      assertThat(load(model).guessedTokens()).isPositive().isLessThanOrEqualTo(2 * passes);
    }
  }
}
