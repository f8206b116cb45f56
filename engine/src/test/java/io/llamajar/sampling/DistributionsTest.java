package io.llamajar.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How often tokens come with each step, against probabilities worked out by hand. */
class DistributionsTest {
  private static final int DRAWS = 100_000;
  private static final double[] TENTHS = {0.1, 0.4, 0.2, 0.3};
  private static final Sampling PLAIN =
      Sampling.builder().temperature(1).topK(0).topP(1).minP(0).seed(1).build();

  static Stream<Arguments> distributions() {
    return Stream.of(
        of("nothing", PLAIN, TENTHS),
        // The square root of each, renormalised.
        of(
            "temperature 2",
            PLAIN.toBuilder().temperature(2).build(),
            Math.sqrt(0.1),
            Math.sqrt(0.4),
            Math.sqrt(0.2),
            Math.sqrt(0.3)),
        of("temperature 0.5", PLAIN.toBuilder().temperature(0.5).build(), 0.01, 0.16, 0.04, 0.09),
        of("top-k", PLAIN.toBuilder().topK(3).build(), 0, 0.4, 0.2, 0.3),
        of("top-p", PLAIN.toBuilder().topP(0.65).build(), 0, 0.4, 0, 0.3),
        of("min-p", PLAIN.toBuilder().minP(0.45).build(), 0, 0.4, 0.2, 0.3),
        // 0.444, 0.333 and 0.222 of the three; the first two have 0.777; min-p keeps both.
        of(
            "several",
            PLAIN.toBuilder().topK(3).topP(0.77).minP(0.7).temperature(0.5).build(),
            0,
            0.16,
            0,
            0.09),
        // The logits, less the greatest: -1.386, 0, -0.693, -0.288; sigma is 0.523.
        of("top-n-sigma", PLAIN.toBuilder().topNSigma(1).build(), 0, 0.4, 0, 0.3),
        of("typical", PLAIN.toBuilder().typicalP(0.4).build(), 0, 0, 0.2, 0.3),
        // One time in four only 0.2 and 0.1 are left.
        of(
            "xtc",
            PLAIN.toBuilder().xtc(0.25, 0.15).build(),
            0.75 * 0.1 + 0.25 / 3,
            0.75 * 0.4,
            0.75 * 0.2 + 0.25 * 2 / 3,
            0.75 * 0.3),
        // The entropy, 1.2799, is 0.9232 of ln 4: the temperature is 0.5 + 0.9232.
        of(
            "dynamic temperature",
            PLAIN.toBuilder().temperatureRange(0.5, 1).build(),
            powers(1.4232)),
        of(
            "presence penalty, of 1",
            PLAIN.toBuilder().presencePenalty(Math.log(4)).build(),
            0.1,
            0.1,
            0.2,
            0.3),
        // 1 and 3 came before, and then 2: 1 3 2 is one longer than allowed.
        of(
            "dry",
            PLAIN.toBuilder().dry(new Sampling.Dry(Math.log(2), 3, 1, 64, List.of())).build(),
            0.1,
            0.4,
            0.2 / 8,
            0.3),
        of("logit bias", PLAIN.toBuilder().logitBias(bias()).build(), 0.1, 0.4, 0.4, 0.3),
        // The surprises are 3.32, 1.32, 2.32 and 1.74 bits; 2 are allowed.
        of(
            "mirostat 2",
            PLAIN.toBuilder().mirostat(new Sampling.Mirostat(2, 1, 0.1)).build(),
            0,
            0.4,
            0,
            0.3),
        of("adaptive-p", PLAIN.toBuilder().adaptive(0.5, 0.5).build(), adapted(0.5)));
  }

  private static Arguments of(String name, Sampling sampling, double... weights) {
    double total = Arrays.stream(weights).sum();
    return Arguments.of(name, sampling, Arrays.stream(weights).map(w -> w / total).toArray());
  }

  private static double[] powers(double temperature) {
    return Arrays.stream(TENTHS).map(p -> Math.pow(p, 1 / temperature)).toArray();
  }

  private static Map<Integer, Float> bias() {
    return Map.of(2, (float) Math.log(2));
  }

  /** The weights that probabilities have by their distance from a target. */
  private static double[] adapted(double target) {
    return Arrays.stream(TENTHS)
        .map(p -> Math.abs(p - target) / 0.3)
        .map(away -> Math.exp(5 - 10 * away * away / (1 + away)))
        .toArray();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("distributions")
  void tokensComeAsOftenAsTheyShould(String name, Sampling sampling, double[] expected) {
    SamplerChain chain = new SamplerChain(sampling, 4);
    if (name.equals("dry")) {
      for (int token : new int[] {1, 3, 2, 1, 3}) {
        chain.accept(token);
      }
    } else if (name.startsWith("presence")) {
      chain.accept(1);
    }
    MemorySegment logits = Logits.of(Logits.ofProbabilities(TENTHS));
    Candidates room = new Candidates(4);
    int[] seen = new int[4];
    for (int i = 0; i < DRAWS; i++) {
      seen[chain.sample(logits, room)]++;
    }

    double chiSquared = 0;
    for (int token = 0; token < 4; token++) {
      double wanted = DRAWS * expected[token];
      if (wanted == 0) {
        assertThat(seen[token]).isZero();
      } else {
        chiSquared += (seen[token] - wanted) * (seen[token] - wanted) / wanted;
      }
    }
    // With three degrees of freedom, one in a thousand is above.
    assertThat(chiSquared).isLessThan(16.27);
  }
}
