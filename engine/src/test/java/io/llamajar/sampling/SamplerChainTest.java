package io.llamajar.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.llamajar.LlamajarException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
  void theOrderOfStepsIsASetting() {
    Sampling sampling = PLAIN.toBuilder().temperature(0.5).topP(0.5).build();
    float[] logits = Logits.ofProbabilities(0.1, 0.4, 0.2, 0.3);

    // Alone, 0.4 is less than half; sharpened, it is 0.16 of 0.3.
    assertThat(tokens(sampling, 200, logits)).contains(1, 3);
    Sampling sharpFirst = sampling.toBuilder().steps(SamplingStep.lettered("tp")).build();
    assertThat(tokens(sharpFirst, 200, logits)).containsOnly(1);
    Sampling none = sampling.toBuilder().temperature(0).steps(List.of()).build();
    assertThat(tokens(none, 200, logits)).contains(0, 1, 2, 3);
  }

  @Test
  void mirostatTakesThePlaceOfAllButTheTemperature() {
    Sampling mirostat =
        PLAIN.toBuilder().topK(1).mirostat(new Sampling.Mirostat(2, 5, 0.1)).build();

    assertThat(tokens(mirostat, 200, 1, 1, 1)).contains(0, 1, 2);
    assertThat(tokens(mirostat.toBuilder().temperature(0).build(), 9, 1, 2, 1)).containsOnly(1);
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

    assertThatThrownBy(() -> new Draw(new SplitMix64(1)).from(candidates))
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
        PLAIN,
        PLAIN.toBuilder().typicalP(0.9).topNSigma(3).temperatureRange(0.5, 1.5).build(),
        PLAIN.toBuilder().xtc(0.5, 0.01).minP(0.01).minKeep(3).build(),
        PLAIN.toBuilder().dry(new Sampling.Dry(1, 1.75, 0, 500, List.of())).build(),
        PLAIN.toBuilder().mirostat(new Sampling.Mirostat(1, 5, 0.1)).build(),
        PLAIN.toBuilder().mirostat(new Sampling.Mirostat(2, 5, 0.1)).build(),
        PLAIN.toBuilder().adaptive(0.3, 0.9).build());
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

  @Test
  void whatLooksBackOverAllLooksBackOverTheContext() {
    Sampling three = PLAIN.toBuilder().presencePenalty(100).repeatLastN(3).build();
    Sampling all = three.toBuilder().repeatLastN(Sampling.ALL).build();
    MemorySegment logits = Logits.of(Logits.bell(10, 2));
    SamplerChain inThree = new SamplerChain(all, 10, 3, Breakers.NONE);
    assertThat(text(inThree, 20, logits)).isEqualTo(text(new SamplerChain(three, 10), 20, logits));
    assertThat(text(new SamplerChain(all, 10), 10, logits)).doesNotHaveDuplicates();
  }

  private static List<Integer> text(SamplerChain chain, int count, MemorySegment logits) {
    List<Integer> text = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      text.add(sample(chain, logits));
      chain.accept(text.getLast());
    }
    return text;
  }

  @Test
  void noMoreRoomIsMadeThanTheContextFills() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int most = Sampling.MOST_LAST_N;
    Sampling far =
        PLAIN.toBuilder()
            .presencePenalty(1)
            .repeatLastN(most)
            .dry(new Sampling.Dry(1, 1.75, 2, most, List.of()))
            .build();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThat(new SamplerChain(far, 10, 100, Breakers.NONE).seed()).isOne();
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(most);
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

  private static int sample(SamplerChain chain, MemorySegment logits) {
    int vocabulary = (int) (logits.byteSize() / Float.BYTES);
    return chain.sample(logits, new Candidates(vocabulary));
  }
}
