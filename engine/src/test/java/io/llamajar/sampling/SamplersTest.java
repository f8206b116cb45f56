package io.llamajar.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every step against values computed by hand. */
class SamplersTest {
  private static final float INF = Float.POSITIVE_INFINITY;
  private static final float[] TENTHS = Logits.ofProbabilities(0.1, 0.4, 0.2, 0.3);

  @ParameterizedTest
  @CsvSource({"1, '1'", "2, '1,3'", "3, '1,3,2'", "4, '1,3,2,0'", "100, '1,3,2,0'"})
  void topKKeepsTheLikeliestInOrder(int k, String kept) {
    assertThat(left(new TopK(k), TENTHS)).isEqualTo(kept);
  }

  @Test
  void topKPrefersTheLowerIdAmongEquals() {
    assertThat(left(new TopK(3), 1, 5, 2, 2, 2, 2)).isEqualTo("1,2,3");
  }

  @ParameterizedTest
  @CsvSource({
    "0, '1'",
    "0.3, '1'",
    "0.39, '1'",
    "0.41, '1,3'",
    "0.69, '1,3'",
    "0.71, '1,3,2'",
    "0.89, '1,3,2'",
    "0.91, '1,3,2,0'"
  })
  void topPKeepsTheSmallestSetThatReachesP(double p, String kept) {
    assertThat(left(new TopP(p), TENTHS)).isEqualTo(kept);
  }

  @Test
  void topPStopsWhereTheSumIsExactlyP() {
    assertThat(left(new TopP(0.5), 7, 7, 7, 7)).isEqualTo("0,1");
  }

  @Test
  void topPLooksAsFarAsItMust() {
    Candidates candidates = Logits.candidates(new float[10_000]);

    new TopP(0.75).apply(candidates);

    assertThat(candidates.size()).isEqualTo(7500);
    assertThat(candidates.id(7499)).isEqualTo(7499);
  }

  @Test
  void topPCountsWhatTopKLeft() {
    // Of 0.4 and 0.3, renormalised 0.571 and 0.429, the first alone reaches one half.
    Candidates candidates = Logits.candidates(TENTHS);
    new TopK(2).apply(candidates);
    new TopP(0.5).apply(candidates);

    assertThat(Logits.ids(candidates)).containsExactly(1);
  }

  @ParameterizedTest
  @CsvSource({"0.24, '1,0,2,3'", "0.26, '1,2,3'", "0.51, '1,3'", "0.76, '1'", "1, '1'"})
  void minPKeepsAShareOfTheLikeliest(double p, String kept) {
    assertThat(left(new MinP(p), TENTHS)).isEqualTo(kept);
  }

  @Test
  void minPOfOneKeepsAllThatAreLikeliest() {
    assertThat(left(new MinP(1), 3, 5, 5, 4)).isEqualTo("1,2");
  }

  @Test
  void temperatureDividesDistances() {
    assertThat(applied(new Temperature(0.5), 1, 3, 2.5f, -INF)).containsExactly(-4, 0, -1, -INF);
    assertThat(applied(new Temperature(2), 1, 3, -5)).containsExactly(-1, 0, -4);
  }

  @Test
  void theSmallestTemperatureLeavesOneBest() {
    assertThat(applied(new Temperature(Double.MIN_VALUE), 5, 6, 5.9f))
        .containsExactly(-INF, 0, -INF);
  }

  @Test
  void temperatureEndures() {
    assertThat(applied(new Temperature(0.8), INF, 1, INF)).containsExactly(0, -INF, 0);
  }

  @Test
  void repeatPenaltyDividesPositiveAndMultipliesNegativeLogits() {
    Penalties penalties = penalties(Sampling.builder().repeatPenalty(2));
    accept(penalties, 0, 1, 2, 2, 2);

    assertThat(applied(penalties, 4, -4, 0, 4, -4)).containsExactly(2, -8, 0, 4, -4);
  }

  @Test
  void frequencyCountsAndPresenceDoesNot() {
    Penalties penalties = penalties(Sampling.builder().frequencyPenalty(0.5).presencePenalty(0.25));
    accept(penalties, 2, 0, 2, 2);

    assertThat(applied(penalties, 1, 1, 1)).containsExactly(0.25f, 1, -0.75f);
  }

  @Test
  void penaltiesAreSubtractedAfterTheRepeatPenalty() {
    Penalties penalties =
        penalties(Sampling.builder().repeatPenalty(4).frequencyPenalty(-1).presencePenalty(-0.5));
    accept(penalties, 1, 1);

    assertThat(applied(penalties, 8, 8)).containsExactly(8, 4.5f);
  }

  @Test
  void penaltiesForgetWhatIsLongerAgo() {
    Penalties penalties = penalties(Sampling.builder().frequencyPenalty(1).repeatLastN(3));

    accept(penalties, 0, 1);
    assertThat(applied(penalties, 9, 9, 9)).containsExactly(8, 8, 9);
    accept(penalties, 1);
    assertThat(applied(penalties, 9, 9, 9)).containsExactly(8, 7, 9);
    accept(penalties, 2);
    assertThat(applied(penalties, 9, 9, 9)).containsExactly(9, 7, 8);
    accept(penalties, 2, 2, 0);
    assertThat(applied(penalties, 9, 9, 9)).containsExactly(8, 9, 7);
  }

  @Test
  void randomNumbersAreThoseOfSplitMix64() {
    // The values that Vigna's splitmix64.c gives for this seed.
    SplitMix64 random = new SplitMix64(1234567);

    assertThat(Long.toUnsignedString(random.nextLong())).isEqualTo("6457827717110365317");
    assertThat(Long.toUnsignedString(random.nextLong())).isEqualTo("3203168211198807973");
    assertThat(Long.toUnsignedString(random.nextLong())).isEqualTo("9817491932198370423");
    assertThat(random.nextFraction()).isCloseTo(4593380528125082431L / 0x1p64, within(0x1p-53));
  }

  private static String left(Sampler sampler, float... logits) {
    Candidates candidates = Logits.candidates(logits);
    sampler.apply(candidates);
    return String.join(",", Logits.ids(candidates).stream().map(String::valueOf).toList());
  }

  private static float[] applied(Sampler sampler, float... logits) {
    Candidates candidates = Logits.candidates(logits);
    sampler.apply(candidates);
    return Logits.byToken(candidates, logits.length);
  }

  private static Penalties penalties(Sampling.Builder settings) {
    return new Penalties(settings.build(), 8);
  }

  private static void accept(Sampler sampler, int... tokens) {
    for (int token : tokens) {
      sampler.accept(token);
    }
  }
}
