package io.llamajar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.conformance.Kit;
import io.llamajar.gguf.GgufSource;
import io.llamajar.sampling.Sampling;
import io.llamajar.speculation.Speculation;
import io.llamajar.speculation.Speculation.Guesser;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A smaller model that guesses for another changes nothing but the time it takes. */
class DraftModelTest {
  private static final ModelOptions OPTIONS = ModelOptions.defaults().withThreads(2);
  private static final Speculation BY_MODEL =
      Speculation.defaults().withGuessers(Set.of(Guesser.DRAFT_MODEL)).withMost(4);

  private static GgufSource source(String name) {
    return GgufSource.of(Kit.path("models/" + name + ".gguf"));
  }

  private static Model open(String name, String draft) {
    return Model.open(source(name), OPTIONS.withDraft(source(draft)).withSpeculation(BY_MODEL));
  }

  private static List<Generation> generations(Model model, int count) {
    Random random = new Random(3);
    return IntStream.range(0, count)
        .mapToObj(i -> {
          int[] prompt = random.ints(1 + 9 * i, 3, model.speakable()).toArray();
          Sampling sampling =
              Sampling.builder().temperature(i % 2 * 0.5).repeatPenalty(1.05).seed(i).build();
          return model.generate(
              prompt, GenerationOptions.defaults().withSampling(sampling).withMaxTokens(20 + i));
        })
        .toList();
  }

  private static List<String> texts(List<Generation> generations) {
    return generations.stream().map(Generation::text).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"stories260K", "granitehybrid", "llama-gqa", "gemma2"})
  void textsAreWhatTheyAreWithout(String name) {
    List<String> expected;
    try (Model model = Model.open(source(name), OPTIONS.withSpeculation(Speculation.none()))) {
      expected = texts(generations(model, 20));
    }
    String draft = name.equals("granitehybrid") ? "granite" : name;
    try (Model model = open(name, draft)) {
      assertThat(texts(generations(model, 20))).isEqualTo(expected);
      List<Generation> together = generations(model, 20);
      together.forEach(Generation::start);
      assertThat(texts(together)).isEqualTo(expected);
      model.inTurn(() -> {});
      assertThat(model.load().guessedTokens()).isPositive();
    }
  }

  @Test
  void aModelThatAgreesIsAlmostAlwaysRight() {
    try (Model model = open("stories260K", "stories260K")) {
      GenerationOptions greedy =
          GenerationOptions.defaults().withSampling(Sampling.greedy()).withMaxTokens(150);
      Generation generation = model.generate("Once upon a time", greedy);
      generation.text();
      Generation.Statistics statistics = generation.statistics();
      assertThat(statistics.draftedTokens()).isPositive();
      assertThat(statistics.acceptedTokens()).isEqualTo(statistics.draftedTokens());
    }
  }

  @Test
  void aModelThatIsNotSureGuessesNothing() {
    try (Model model = open("stories260K", "stories260K")) {
      GenerationOptions greedy =
          GenerationOptions.defaults()
              .withSampling(Sampling.greedy())
              .withMaxTokens(50)
              .withSpeculation(BY_MODEL.withProbability(1));
      Generation generation = model.generate("Once upon a time", greedy);
      generation.text();
      assertThat(generation.statistics().draftedTokens()).isZero();
    }
  }

  @Test
  void bothModelsKeepWithinTheMemoryThatIsAllowed() {
    try (Model alone = Model.open(source("stories260K"), OPTIONS.withMemory(1 << 20));
        Model both =
            Model.open(
                source("stories260K"),
                OPTIONS.withMemory(1 << 20).withDraft(source("stories260K")))) {
      assertThat(both.pool().budget()).isEqualTo(alone.pool().budget() / 2);
      assertThat(texts(generations(both, 10))).isEqualTo(texts(generations(alone, 10)));
    }
  }

  @Test
  void aModelWithOtherTokensIsRefused() {
    assertThatThrownBy(() -> open("llama-gqa", "stories260K"))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining("stories260K.gguf")
        .hasMessageEndingWith("choose one of the same family");
  }

  @Test
  void aModelThatCannotGoBackIsRefused() {
    assertThatThrownBy(() -> open("granitehybrid", "mamba2"))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining("mamba2.gguf cannot take guesses back");
    assertThatThrownBy(() -> open("stories260K", "embed-bert-mean"))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining("cannot take guesses back");
  }
}
