package io.llamajar.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mirostat and adaptive-p, which learn from what comes. */
class TargetsTest {
  private static final float[] TENTHS = Logits.ofProbabilities(0.1, 0.4, 0.2, 0.3);

  @ParameterizedTest
  @CsvSource({"0.5, 1", "0.8, 1", "0.9, 2", "1.2, 3", "1.7, 4"})
  void mirostat2KeepsWhatIsNotTooSurprising(double entropy, int kept) {
    // Twice the entropy is allowed at first; surprises are 1.32, 1.74, 2.32 and 3.32 bits.
    Candidates candidates = Logits.candidates(TENTHS);
    new Mirostat2(new Sampling.Mirostat(2, entropy, 0.1)).apply(candidates);
    assertThat(candidates.size()).isEqualTo(kept);
    assertThat(candidates.id(0)).isOne();
  }

  @Test
  void mirostat1FindsTheExponentOfZipfsLaw() {
    // Probabilities fall with the square of the rank, so k is the root of 2^6 / (1 - 1 / 1000).
    float[] logits = new float[1000];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) (-2 * Math.log(i + 1));
    }
    Candidates candidates = Logits.candidates(logits);
    new Mirostat1(new Sampling.Mirostat(1, 3, 0.1), 1000).apply(candidates);
    assertThat(candidates.size()).isEqualTo(8);
    assertThat(candidates.id(7)).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"3", "3 3 3 3", "Infinity 3 3", "3 -Infinity"})
  void mirostat1KeepsSomethingOfEverything(String logits) {
    String[] parts = logits.split(" ");
    Candidates candidates = Logits.candidates(new float[parts.length]);
    for (int i = 0; i < parts.length; i++) {
      candidates.setLogit(i, Float.parseFloat(parts[i]));
    }
    new Mirostat1(new Sampling.Mirostat(1, 5, 0.1), 1000).apply(candidates);
    assertThat(candidates.size()).isPositive();
    assertThat(candidates.best()).isEqualTo(Float.parseFloat(parts[0]));
  }

  @Test
  void surpriseIsAllowedByHowSurprisingTheLastTokenWas() {
    Surprise surprise = new Surprise(new Sampling.Mirostat(2, 3, 0.5));
    assertThat(surprise.allowed()).isEqualTo(6);
    Candidates candidates = Logits.candidates(Logits.ofProbabilities(0.5, 0.25, 0.25));
    candidates.weigh();

    surprise.drawn(1, candidates);
    assertThat(surprise.allowed()).as("drawn is not accepted").isEqualTo(6);
    surprise.accept(1);
    assertThat(surprise.allowed()).isCloseTo(6 - 0.5 * (2 - 3), within(1e-7));
    surprise.accept(1);
    assertThat(surprise.allowed()).as("was not drawn").isCloseTo(6.5, within(1e-7));
  }

  @Test
  void adaptivePPrefersProbabilitiesNearTheTarget() {
    AdaptiveP adaptive = new AdaptiveP(new Sampling.Adaptive(0.5, 0.5), 4);
    Candidates candidates = Logits.candidates(TENTHS);
    adaptive.apply(candidates);
    // 5 - 10 d^2 / (1 + d) where d is 4/3, 1/3, 1 and 2/3.
    assertThat(Logits.byToken(candidates, 4))
        .containsExactly(new float[] {-2.6190f, 4.1667f, 0, 2.3333f}, within(1e-4f));

    adaptive.drawn(indexOf(1, candidates), candidates);
    adaptive.accept(1);

    // 0.45 is the mean of 0.4 and of 0.5 before, half of which is left: 0.55 makes up for it.
    Candidates next = Logits.candidates(TENTHS);
    adaptive.apply(next);
    assertThat(Logits.byToken(next, 4)[1]).isCloseTo(3.3333f, within(1e-4f));
  }

  private static int indexOf(int token, Candidates candidates) {
    return Logits.ids(candidates).indexOf(token);
  }

  static List<Sampling> settingsThatRemember() {
    Sampling plain = Sampling.builder().temperature(1).topK(0).topP(1).minP(0).seed(1).build();
    return List.of(
        plain.toBuilder().mirostat(new Sampling.Mirostat(1, 2, 0.5)).build(),
        plain.toBuilder().mirostat(new Sampling.Mirostat(2, 2, 0.5)).build(),
        plain.toBuilder().adaptive(0.5, 0.9).build(),
        plain.toBuilder().repeatPenalty(1.3).frequencyPenalty(0.1).build(),
        plain.toBuilder().dry(new Sampling.Dry(1, 1.75, 0, 500, List.of())).build());
  }

  @ParameterizedTest
  @MethodSource("settingsThatRemember")
  void whatComesAfterATokenIsWhatItWasOnceAnotherWasTakenBackThere(Sampling sampling) {
    SamplerChain chain = new SamplerChain(sampling, 1000);
    MemorySegment segment = Logits.of(Logits.bell(1000, 7));
    Candidates room = new Candidates(1000);
    int[] tokens = new int[300];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = chain.sample(segment, room);
      chain.accept(tokens[i]);
    }
    chain.sample(segment, room);
    float[] before = Logits.byToken(room, 1000);
    chain.goBack(tokens, 1, tokens.length, new int[0]);
    chain.sample(segment, room);
    assertThat(Logits.byToken(room, 1000)).containsExactly(before);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void mirostatMeetsItsTargetOverALongText(int version) {
    Sampling sampling =
        Sampling.builder()
            .temperature(1)
            .mirostat(new Sampling.Mirostat(version, 4, 0.1))
            .seed(1)
            .build();
    float[] logits = Logits.bell(1000, 7);
    SamplerChain chain = new SamplerChain(sampling, 1000);
    MemorySegment segment = Logits.of(logits);
    Candidates room = new Candidates(1000);
    double surprise = 0;
    int count = 20_000;
    for (int i = 0; i < count; i++) {
      int token = chain.sample(segment, room);
      surprise -= Math.log(room.probability(Logits.ids(room).indexOf(token))) / Math.log(2);
      chain.accept(token);
    }
    assertThat(surprise / count).isCloseTo(4, within(0.05));
  }
}
