package io.llamajar.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    assertThat(left(new TopP(p, 0), TENTHS)).isEqualTo(kept);
  }

  @Test
  void topPStopsWhereTheSumIsExactlyP() {
    assertThat(left(new TopP(0.5, 0), 7, 7, 7, 7)).isEqualTo("0,1");
  }

  @Test
  void topPLooksAsFarAsItMust() {
    Candidates candidates = Logits.candidates(new float[10_000]);

    new TopP(0.75, 0).apply(candidates);

    assertThat(candidates.size()).isEqualTo(7500);
    assertThat(candidates.id(7499)).isEqualTo(7499);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.2, 0.9, 0.999, 1})
  void topPKeepsWhatSortingEverythingWould(double p) {
    float[] logits = Logits.bell(30_000, 8);
    Candidates all = Logits.candidates(logits);
    double wanted = p * all.weigh();
    all.order(logits.length);
    int kept = 0;
    for (double sum = 0; kept == 0 || (sum < wanted && kept < logits.length); kept++) {
      sum += all.weight(kept);
    }
    Candidates candidates = Logits.candidates(logits);

    new TopP(p, 0).apply(candidates);

    assertThat(Logits.ids(candidates)).isEqualTo(Logits.ids(all).subList(0, kept));
  }

  @Test
  void topPCountsWhatTopKLeft() {
    // Of 0.4 and 0.3, renormalised 0.571 and 0.429, the first alone reaches one half.
    Candidates candidates = Logits.candidates(TENTHS);
    new TopK(2).apply(candidates);
    new TopP(0.5, 0).apply(candidates);

    assertThat(Logits.ids(candidates)).containsExactly(1);
  }

  @ParameterizedTest
  @CsvSource({"0.24, '1,0,2,3'", "0.26, '1,2,3'", "0.51, '1,3'", "0.76, '1'", "1, '1'"})
  void minPKeepsAShareOfTheLikeliest(double p, String kept) {
    assertThat(left(new MinP(p, 0), TENTHS)).isEqualTo(kept);
  }

  @Test
  void minPOfOneKeepsAllThatAreLikeliest() {
    assertThat(left(new MinP(1, 0), 3, 5, 5, 4)).isEqualTo("1,2");
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
  void temperatureOfZeroLeavesTheBest() {
    assertThat(left(new Temperature(0), 1, 7, 7, 3)).isEqualTo("1");
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

  @ParameterizedTest
  @CsvSource({"0.1, '1'", "1, '1,3'", "2, '1,2,3'", "3, '1,0,2,3'"})
  void topNSigmaKeepsLogitsNearTheBest(double n, String kept) {
    // The mean is 5, the standard deviation the root of (9 + 9 + 1 + 1) / 4, 2.24.
    assertThat(left(new TopNSigma(n), 2, 8, 4, 6)).isEqualTo(kept);
  }

  @Test
  void topNSigmaDoesNotCountWhatIsRuledOut() {
    Candidates candidates = Logits.candidates(2, 8, 4, 6, 100);
    candidates.setLogit(4, -INF);

    new TopNSigma(1).apply(candidates);

    assertThat(Logits.ids(candidates)).containsExactly(1, 3);
    assertThat(left(new TopNSigma(1), INF, 1, INF)).isEqualTo("0,2");
    assertThat(left(new TopNSigma(1), 3)).isEqualTo("0");
  }

  @ParameterizedTest
  @CsvSource({
    // The entropy is 1.280; surprises are 2.303, 0.916, 1.609 and 1.204: 3 is nearest, then 2, 1.
    "0.2, 0, '3'",
    "0.4, 0, '3,2'",
    "0.6, 0, '1,3,2'",
    "0.95, 0, '1,3,2,0'",
    "0.2, 2, '3,2'",
    "0.2, 3, '1,3,2'",
    "0.2, 9, '1,3,2,0'"
  })
  void typicalKeepsWhatIsAsSurprisingAsExpected(double p, int minKeep, String kept) {
    assertThat(left(new Typical(p, minKeep), TENTHS)).isEqualTo(kept);
  }

  @Test
  void typicalMayLeaveTheLikeliestOut() {
    assertThat(left(new Typical(0.5, 0), Logits.ofProbabilities(0.4, 0.2, 0.2, 0.2)))
        .isEqualTo("1,2,3");
    assertThat(left(new Typical(0.5, 0), Logits.ofProbabilities(0.97, 0.01, 0.01, 0.01)))
        .isEqualTo("0");
    assertThat(left(new Typical(0.5, 0), INF, 1, INF, -INF)).isEqualTo("0,2");
  }

  @Test
  void typicalLooksAsFarAsItMust() {
    float[] logits = Logits.bell(20_000, 4);
    Candidates candidates = Logits.candidates(logits);
    new Typical(0.5, 0).apply(candidates);
    Candidates all = Logits.candidates(logits);
    all.order(20_000);

    assertThat(candidates.size()).isGreaterThan(200);
    int from = Logits.ids(all).indexOf(candidates.id(0));
    assertThat(Logits.ids(candidates))
        .isEqualTo(Logits.ids(all).subList(from, from + candidates.size()));
    assertThat(from).isPositive();
  }

  @ParameterizedTest
  @CsvSource({
    "0.09, 0, '0'",
    "0.19, 0, '2,0'",
    "0.29, 0, '3,0,2'",
    "0.39, 0, '1,0,2,3'",
    "0.19, 2, '2,0'",
    "0.19, 3, '1,0,2,3'"
  })
  void topChoicesAreLeftOutButTheLast(double threshold, int minKeep, String left) {
    Sampling.Xtc always = new Sampling.Xtc(1, threshold);
    assertThat(left(new TopChoices(always, minKeep, new SplitMix64(1)), TENTHS)).isEqualTo(left);
  }

  @Test
  void minKeepHoldsOthersBack() {
    assertThat(left(new TopP(0.3, 3), TENTHS)).isEqualTo("1,3,2");
    assertThat(left(new TopP(0.3, 9), TENTHS)).isEqualTo("1,3,2,0");
    assertThat(left(new MinP(0.9, 3), TENTHS)).isEqualTo("1,3,2");
  }

  @Test
  void dynamicTemperatureFollowsTheEntropy() {
    // The entropy is 0.5004, of ln 2 at most: 0.7219.
    float cool = applied(warm(1, 0.5, 1), Logits.ofProbabilities(0.8, 0.2))[1];
    assertThat(cool).isCloseTo((float) (Math.log(0.25) / (0.5 + 0.72193)), within(1e-5f));
    float bent = applied(warm(1, 0.5, 2), Logits.ofProbabilities(0.8, 0.2))[1];
    assertThat(bent).isCloseTo((float) (Math.log(0.25) / (0.5 + 0.72193 * 0.72193)), within(1e-5f));
  }

  @Test
  void dynamicTemperatureHasEnds() {
    assertThat(applied(warm(1, 3, 1), INF, 5, 4)).as("certain").containsExactly(INF, -INF, -INF);
    assertThat(applied(warm(1, 1, 1), 3, 3, 3)).as("open").containsExactly(0, 0, 0);
    assertThat(applied(warm(1, 0.5, 1), 3)).as("single").containsExactly(3);
  }

  private static Sampler warm(double temperature, double range, double exponent) {
    return Temperature.of(new Sampling.Warmth(temperature, range, exponent));
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
    return new Penalties(settings.build().repetition(), 8);
  }

  private static void accept(Sampler sampler, int... tokens) {
    for (int token : tokens) {
      sampler.accept(token);
    }
  }
}
