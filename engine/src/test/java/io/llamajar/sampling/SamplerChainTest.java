package io.llamajar.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.llamajar.LlamajarException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplerChainTest {
  private static final float NAN = Float.NaN;
  private static final float INF = Float.POSITIVE_INFINITY;
  private static final Sampling PLAIN =
      Sampling.builder().temperature(1).topK(0).topP(1).minP(0).seed(1).build();

  @Test
  void aSeedGivesTheSameTokensForEver() {
    // Never change these numbers: people rely on a seed to give the same text.
    float[] logits = {0, 0.5f, 1, 1.5f, 2, 2.5f, 3, 3.5f, 4, 4.5f, 5, 5.5f};

    assertThat(tokens(Sampling.builder().seed(42).build(), 24, logits))
        .containsExactly(
            9, 11, 11, 11, 11, 8, 11, 9, 11, 10, 11, 10, 10, 10, 10, 11, 11, 10, 11, 10, 7, 11, 10,
            10);
    assertThat(tokens(PLAIN.toBuilder().seed(-7).build(), 24, logits))
        .containsExactly(
            5, 7, 10, 11, 8, 10, 8, 11, 11, 2, 9, 7, 10, 11, 9, 11, 11, 11, 10, 4, 11, 3, 11, 9);
  }

  @Test
  void theSameSeedRepeatsAndAnotherDoesNot() {
    float[] logits = Logits.bell(1000, 5);
    Sampling sampling = Sampling.builder().temperature(1.5).seed(3).build();

    assertThat(tokens(sampling, 50, logits)).containsExactly(tokens(sampling, 50, logits));
    assertThat(tokens(sampling, 50, logits))
        .isNotEqualTo(tokens(sampling.toBuilder().seed(4).build(), 50, logits));
  }

  @Test
  void anAbsentSeedIsChosenAndCanBeUsedAgain() {
    float[] logits = Logits.bell(1000, 5);
    SamplerChain chain = new SamplerChain(Sampling.defaults(), 1000);
    int[] tokens = IntStream.range(0, 50).map(i -> sample(chain, Logits.of(logits))).toArray();

    assertThat(tokens(Sampling.builder().seed(chain.seed()).build(), 50, logits))
        .containsExactly(tokens);
    assertThat(new SamplerChain(Sampling.defaults(), 1).seed()).isNotEqualTo(chain.seed());
    assertThat(new SamplerChain(PLAIN, 1).seed()).isOne();
  }

  @Test
  void greedyTakesTheLikeliestAndOfEqualsTheLowestId() {
    assertThat(tokens(Sampling.greedy(), 3, 1, NAN, 4, -2, 4)).containsExactly(2, 2, 2);
    assertThat(tokens(Sampling.greedy(), 1, NAN, INF, 4)).containsExactly(1);
  }

  @Test
  void greedyHeedsPenaltiesOfThePromptAndTheText() {
    SamplerChain chain =
        new SamplerChain(
            Sampling.greedy().toBuilder().presencePenalty(1).repeatLastN(2).build(), 3);
    MemorySegment logits = Logits.of(2.5f, 3, 2.25f);

    chain.accept(1);
    assertThat(sample(chain, logits)).isZero();
    chain.accept(0);
    assertThat(sample(chain, logits)).isEqualTo(2);
    chain.accept(2);
    assertThat(sample(chain, logits)).isOne();
    assertThat(sample(chain, logits)).as("sampling alone changes nothing").isOne();
  }

  static Stream<Arguments> distributions() {
    return Stream.of(
        Arguments.of(PLAIN, new double[] {0.1, 0.4, 0.2, 0.3}),
        // The square root of each, renormalised.
        Arguments.of(
            PLAIN.toBuilder().temperature(2).build(),
            normalized(Math.sqrt(0.1), Math.sqrt(0.4), Math.sqrt(0.2), Math.sqrt(0.3))),
        Arguments.of(
            PLAIN.toBuilder().temperature(0.5).build(), normalized(0.01, 0.16, 0.04, 0.09)),
        Arguments.of(PLAIN.toBuilder().topK(3).build(), normalized(0, 0.4, 0.2, 0.3)),
        Arguments.of(PLAIN.toBuilder().topP(0.65).build(), normalized(0, 0.4, 0, 0.3)),
        Arguments.of(PLAIN.toBuilder().minP(0.45).build(), normalized(0, 0.4, 0.2, 0.3)),
        // 0.444, 0.333 and 0.222 of the three; the first two have 0.777; min-p keeps both.
        Arguments.of(
            PLAIN.toBuilder().topK(3).topP(0.77).minP(0.7).temperature(0.5).build(),
            normalized(0, 0.16, 0, 0.09)));
  }

  @ParameterizedTest
  @MethodSource("distributions")
  void tokensComeAsOftenAsTheyShould(Sampling sampling, double[] expected) {
    int draws = 100_000;
    SamplerChain chain = new SamplerChain(sampling, 4);
    MemorySegment logits = Logits.of(Logits.ofProbabilities(0.1, 0.4, 0.2, 0.3));
    int[] seen = new int[4];
    for (int i = 0; i < draws; i++) {
      seen[sample(chain, logits)]++;
    }

    double chiSquared = 0;
    for (int token = 0; token < 4; token++) {
      double wanted = draws * expected[token];
      if (wanted == 0) {
        assertThat(seen[token]).isZero();
      } else {
        chiSquared += (seen[token] - wanted) * (seen[token] - wanted) / wanted;
      }
    }
    // With three degrees of freedom, one in a thousand is above.
    assertThat(chiSquared).isLessThan(16.27);
  }

  @Test
  void aBiasIsAddedToALogitOrRulesATokenOut() {
    Sampling greedy = Sampling.greedy();
    Sampling raised = greedy.toBuilder().logitBias(Map.of(2, 1.5f)).build();
    Sampling banned = greedy.toBuilder().logitBias(Map.of(1, Float.NEGATIVE_INFINITY)).build();
    assertThat(tokens(greedy, 1, 0, 2, 1)).containsExactly(1);
    assertThat(tokens(raised, 1, 0, 2, 1)).containsExactly(2);
    assertThat(tokens(banned, 1, 0, 2, 1)).containsExactly(2);
    assertThatThrownBy(
            () -> tokens(greedy.toBuilder().logitBias(Map.of(3, 1f)).build(), 1, 0, 2, 1))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining("token 3");
  }

  @Test
  void aLargeVocabularyIsDrawnEvenly() {
    int[] seen = new int[16];
    SamplerChain chain = new SamplerChain(PLAIN, 1 << 18);
    MemorySegment logits = Logits.of(new float[1 << 18]);
    for (int i = 0; i < 1600; i++) {
      seen[sample(chain, logits) >> 14]++;
    }

    double chiSquared = IntStream.of(seen).mapToDouble(n -> (n - 100) * (n - 100) / 100.0).sum();
    // With fifteen degrees of freedom, one in a thousand is above.
    assertThat(chiSquared).isLessThan(37.7);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 1000, 1 << 18})
  void anyVocabularySizeWorks(int size) {
    float[] logits = Logits.bell(size, 9);
    int best = 0;
    for (int id = 1; id < size; id++) {
      best = logits[id] > logits[best] ? id : best;
    }

    assertThat(tokens(Sampling.greedy(), 1, logits)).containsExactly(best);
    for (Sampling sampling : new Sampling[] {Sampling.defaults(), PLAIN}) {
      assertThat(IntStream.of(tokens(sampling, 3, logits)))
          .allMatch(token -> token >= 0 && token < size);
    }
  }

  @Test
  void onlyUsableTokensAreDrawn() {
    assertThat(tokens(PLAIN, 100, NAN, -INF, 0, -INF, NAN)).containsOnly(2);
    assertThat(tokens(PLAIN, 100, 0, INF, Float.MAX_VALUE, INF)).containsOnly(1, 3);
    assertThat(tokens(PLAIN, 100, 0, -Float.MAX_VALUE, Float.MAX_VALUE)).containsOnly(2);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.8})
  void unusableLogitsAreAnError(double temperature) {
    Sampling sampling = Sampling.builder().temperature(temperature).build();

    assertThatThrownBy(() -> tokens(sampling, 1, NAN, -INF, NAN))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining("no usable logits");
  }

  @Test
  void aStepThatRulesOutEverythingIsAnError() {
    Candidates candidates = Logits.candidates(1, 2);
    candidates.setLogit(0, -INF);
    candidates.setLogit(1, -INF);

    assertThatThrownBy(() -> new Draw(new SplitMix64(1)).token(candidates))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining("rule out every token");
  }

  @Test
  void wrongSizesAreProgrammingErrors() {
    SamplerChain chain = new SamplerChain(PLAIN, 3);

    assertThatThrownBy(() -> sample(chain, Logits.of(1, 2)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> chain.accept(3)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> chain.accept(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SamplerChain(PLAIN, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  static Stream<Sampling> settings() {
    return Stream.of(
        Sampling.greedy(),
        Sampling.builder().repeatPenalty(1.1).frequencyPenalty(0.1).build(),
        Sampling.builder().topK(0).build(),
        PLAIN);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void nothingIsAllocatedPerToken(Sampling sampling) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    SamplerChain chain = new SamplerChain(sampling, 1000);
    MemorySegment logits = Logits.of(Logits.bell(1000, 2));
    Candidates room = new Candidates(1000);
    run(chain, logits, room, 5000);

    long before = threads.getCurrentThreadAllocatedBytes();
    run(chain, logits, room, 5000);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    // The measurement itself and the compiler's switches may cost a little: not a byte per token.
    assertThat(allocated).isLessThan(5000);
  }

  private static void run(SamplerChain chain, MemorySegment logits, Candidates room, int count) {
    for (int i = 0; i < count; i++) {
      chain.accept(chain.sample(logits, room));
    }
  }

  private static int[] tokens(Sampling sampling, int count, float... logits) {
    SamplerChain chain = new SamplerChain(sampling, logits.length);
    MemorySegment segment = Logits.of(logits);
    return IntStream.range(0, count).map(i -> sample(chain, segment)).toArray();
  }

  private static double[] normalized(double... weights) {
    double total = 0;
    for (double weight : weights) {
      total += weight;
    }
    double[] probabilities = new double[weights.length];
    for (int i = 0; i < weights.length; i++) {
      probabilities[i] = weights[i] / total;
    }
    return probabilities;
  }

  private static int sample(SamplerChain chain, MemorySegment logits) {
    int vocabulary = (int) (logits.byteSize() / Float.BYTES);
    return chain.sample(logits, new Candidates(vocabulary));
  }
}
