package io.llamajar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.Generation.Finish;
import io.llamajar.conformance.Kit;
import io.llamajar.gguf.GgufSource;
import io.llamajar.sampling.Sampling;
import io.llamajar.speculation.Speculation;
import io.llamajar.tokenizer.ControlText;
import io.llamajar.tokenizer.TokenDecoder;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A text goes around what is banned, and is otherwise what it would be. */
class BannedStringsTest {
  private static final String BEGINNING = "Once upon a time";

  private static Model open(String name) {
    return Model.open(
        GgufSource.of(Kit.path("models/" + name + ".gguf")),
        ModelOptions.defaults().withThreads(2).withContext(512));
  }

  private static GenerationOptions greedy(int tokens) {
    return GenerationOptions.defaults().withSampling(Sampling.greedy()).withMaxTokens(tokens);
  }

  /** The likeliest tokens, of which each that a banned string begins in gives way to the next. */
  private static String expected(Model model, int[] prompt, int tokens, List<String> banned) {
    List<Integer> text = new ArrayList<>();
    Map<List<Integer>, List<Integer>> without = new HashMap<>();
    try (Session session = model.session()) {
      while (text.size() < tokens) {
        session.truncate(0);
        session.read(prompt);
        text.forEach(session::read);
        float[] logits = session.logits().toArray(ValueLayout.JAVA_FLOAT);
        without.getOrDefault(text, List.of()).forEach(t -> logits[t] = Float.NEGATIVE_INFINITY);
        text.add(
            IntStream.range(0, logits.length)
                .reduce(0, (best, t) -> logits[t] > logits[best] ? t : best));
        String all = text(model, text);
        int place = banned.stream().mapToInt(all::indexOf).filter(i -> i >= 0).min().orElse(-1);
        while (place >= 0 && text(model, text).length() > place) {
          int last = text.removeLast();
          if (text(model, text).length() <= place) {
            without.computeIfAbsent(List.copyOf(text), t -> new ArrayList<>()).add(last);
          }
        }
      }
    }
    return text(model, text);
  }

  private static String text(Model model, List<Integer> tokens) {
    TokenDecoder decoder = model.tokenizer().decoder(ControlText.HIDDEN);
    StringBuilder text = new StringBuilder();
    tokens.forEach(token -> text.append(decoder.accept(token)));
    return text.toString();
  }

  @Test
  void theTokenInWhichABannedStringBeginsGivesWayToTheNextBest() {
    try (Model model = open("stories260K")) {
      String free = model.generate(BEGINNING, greedy(60)).text();
      List<String> banned = List.of(" play", "Lily", "was a", "e s");
      assertThat(banned).anyMatch(free::contains);
      GenerationOptions how = greedy(60).withBannedStrings(banned.toArray(String[]::new));
      Generation generation = model.generate(BEGINNING, how);
      String text = generation.text();
      int[] prompt = Arrays.copyOf(generation.context(), generation.statistics().promptTokens());
      assertThat(text).isEqualTo(expected(model, prompt, 60, banned)).isNotEqualTo(free);
      assertThat(banned).noneMatch(text::contains);
      assertThat(generation.tokens()).hasSize(60);
      assertThat(generation.finish()).contains(Finish.LENGTH);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"stories260K", "granitehybrid", "lfm2"})
  void neitherGuessesNorNeighboursChangeIt(String name) {
    try (Model model = open(name)) {
      List<String> alone = new ArrayList<>();
      for (int seed = 0; seed < 20; seed++) {
        alone.add(banned(model, seed, Speculation.none()).text());
      }
      assertThat(String.join("|", alone)).doesNotContain("e", "and");
      List<Generation> together =
          IntStream.range(0, 20)
              .mapToObj(seed -> banned(model, seed, Speculation.defaults().withNgram(1)))
              .toList();
      together.forEach(Generation::start);
      assertThat(together.stream().map(Generation::text)).isEqualTo(alone);
    }
  }

  private static Generation banned(Model model, int seed, Speculation speculation) {
    int[] prompt = IntStream.rangeClosed(1, 20).map(i -> 3 + i * (seed + 1) % 7).toArray();
    return model.generate(
        prompt,
        GenerationOptions.defaults()
            .withSampling(
                Sampling.builder().temperature(0.4).seed(seed).frequencyPenalty(-1).build())
            .withMaxTokens(150)
            .withBannedStrings("and", "e")
            .withSpeculation(speculation));
  }

  @Test
  void everyTokenComesWithItsOwnLikelihoodAndNoneThatWasTakenBack() {
    try (Model model = open("stories260K")) {
      GenerationOptions how =
          greedy(80).withBannedStrings("the", "Lily was", " and").withLogprobs(2);
      Generation generation = model.generate(BEGINNING, how);
      List<Integer> told = new ArrayList<>();
      StringBuilder text = new StringBuilder();
      while (generation.hasNext()) {
        Generation.Piece piece = generation.nextPiece();
        text.append(piece.text());
        piece.tokens().forEach(token -> told.add(token.token()));
      }
      assertThat(told).isEqualTo(IntStream.of(generation.tokens()).boxed().toList());
      assertThat(text).hasToString(text(model, told)).doesNotContain("the", " and");
    }
  }

  @Test
  void whatDoesNotBecomeABannedStringIsShown() {
    try (Model model = open("stories260K")) {
      String free = model.generate(BEGINNING, greedy(60)).text();
      GenerationOptions how = greedy(60).withBannedStrings(free + " and so on", "ly?", "zz");
      assertThat(model.generate(BEGINNING, how).text()).isEqualTo(free);
    }
  }

  @Test
  void aStopStringThatComesFirstHidesWhatIsBannedAfterIt() {
    try (Model model = open("stories260K")) {
      String free = model.generate(BEGINNING, greedy(60)).text();
      String stop = free.substring(30, 40);
      GenerationOptions how = greedy(60).withStops(stop);
      for (String banned : List.of(free.substring(32, 42), free.substring(40, 44))) {
        Generation generation = model.generate(BEGINNING, how.withBannedStrings(banned));
        assertThat(generation.text()).isEqualTo(free.substring(0, 30));
        assertThat(generation.finish()).contains(Finish.STOP);
      }
    }
  }

  @Test
  void whereEverythingIsBannedTheTextEndsWithAnError() {
    try (Model model = open("stories260K")) {
      String[] letters =
          IntStream.concat(
                  IntStream.range(0, model.vocabularySize())
                      .filter(token -> !model.tokenizer().isSpecial(token))
                      .boxed()
                      .map(token -> text(model, List.of(token)))
                      .flatMapToInt(String::chars),
                  IntStream.rangeClosed(0, 0xFF))
              .distinct()
              .mapToObj(Character::toString)
              .toArray(String[]::new);
      Map<Integer, Float> noEnd = new HashMap<>();
      IntStream.range(0, model.vocabularySize())
          .filter(token -> model.tokenizer().isSpecial(token))
          .forEach(token -> noEnd.put(token, Float.NEGATIVE_INFINITY));
      Sampling sampling = Sampling.builder().temperature(0).logitBias(noEnd).build();
      Generation generation =
          model.generate(BEGINNING, greedy(60).withSampling(sampling).withBannedStrings(letters));
      assertThatThrownBy(generation::text)
          .isInstanceOf(LlamajarException.class)
          .hasMessageContaining("100 attempts");
      assertThatThrownBy(() -> model.generate(BEGINNING, greedy(9).withBannedStrings("a", "")))
          .isInstanceOf(LlamajarException.class)
          .hasMessageContaining("empty");
    }
  }
}
