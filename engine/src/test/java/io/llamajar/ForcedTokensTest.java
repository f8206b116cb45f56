package io.llamajar;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.Generation.Finish;
import io.llamajar.conformance.Kit;
import io.llamajar.gguf.GgufSource;
import io.llamajar.grammar.Grammar;
import io.llamajar.sampling.Sampling;
import io.llamajar.speculation.Speculation;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a grammar leaves no choice about is not asked of the model. */
class ForcedTokensTest {
  private static final Grammar FORM =
      Grammar.parse("root ::= (\"The name of the thing that they saw is \" [a-z]{3,5} \". \"){6}");

  private static Model open(String name) {
    return Model.open(
        GgufSource.of(Kit.path("models/" + name + ".gguf")),
        ModelOptions.defaults().withThreads(2));
  }

  private static GenerationOptions form(int seed) {
    return GenerationOptions.defaults()
        .withSampling(Sampling.builder().temperature(seed % 2).seed(seed).build())
        .withGrammar(FORM)
        .withMaxTokens(300);
  }

  @Test
  void aFormTakesFewerPassesThanItHasTokens() {
    try (Model model = open("stories260K")) {
      Generation generation = model.generate("Once", form(1).withSpeculation(Speculation.none()));
      assertThat(FORM.matches(generation.text())).isTrue();
      assertThat(generation.finish()).contains(Finish.END);
      model.inTurn(() -> {});
      assertThat(model.load().passes()).isLessThan(generation.tokens().length / 2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"stories260K", "llama-gqa", "granitehybrid"})
  void neitherGuessesNorNeighboursNorLimitsChangeIt(String name) {
    try (Model model = open(name)) {
      List<String> alone = texts(model, Speculation.none(), false);
      assertThat(texts(model, Speculation.defaults().withNgram(1), false)).isEqualTo(alone);
      assertThat(texts(model, Speculation.defaults().withNgram(1), true)).isEqualTo(alone);
      for (int most = 1; most < 40; most++) {
        Generation generation = model.generate("Once", form(2).withMaxTokens(most));
        assertThat(alone.get(2)).startsWith(generation.text());
        assertThat(generation.tokens()).hasSize(most);
        assertThat(generation.finish()).contains(Finish.LENGTH);
      }
    }
  }

  private static List<String> texts(Model model, Speculation speculation, boolean together) {
    List<Generation> all =
        IntStream.range(0, 10)
            .mapToObj(i -> model.generate("Once", form(i).withSpeculation(speculation)))
            .toList();
    if (together) {
      all.forEach(Generation::start);
    }
    return all.stream().map(Generation::text).toList();
  }

  @Test
  void whetherLikelihoodsAreToldDoesNotChangeTheText() {
    try (Model model = open("stories260K")) {
      for (int seed = 0; seed < 10; seed++) {
        String told = model.generate("Once", form(seed).withLogprobs(1)).text();
        assertThat(told).isEqualTo(model.generate("Once", form(seed)).text());
      }
    }
  }

  @Test
  void everyTokenHasItsLikelihoodIfThatIsWanted() {
    try (Model model = open("stories260K")) {
      Generation generation = model.generate("Once", form(0).withLogprobs(1));
      int told = 0;
      while (generation.hasNext()) {
        told += generation.nextPiece().tokens().size();
      }
      assertThat(told).isEqualTo(generation.tokens().length).isGreaterThan(100);
    }
  }

  @Test
  void whatIsBannedInAFormIsFilledInOtherwise() {
    try (Model model = open("stories260K")) {
      Generation generation =
          model.generate(
              "Once",
              form(0)
                  .withGrammar(Grammar.parse("root ::= (\"It was \" [a-z]{3,5} \". \"){6}"))
                  .withBannedStrings("is e", "s i", "th", "e"));
      assertThat(generation.text()).doesNotContain("e").contains("It was ");
      assertThat(generation.finish()).contains(Finish.END);
    }
  }
}
