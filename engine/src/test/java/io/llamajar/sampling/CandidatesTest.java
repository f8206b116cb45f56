package io.llamajar.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.LlamajarException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CandidatesTest {
  private static final float NAN = Float.NaN;
  private static final float INF = Float.POSITIVE_INFINITY;

  @Test
  void keepEveryLogitAsItIs() {
    float[] logits = {0, -1, 1, 3.5f, -INF, INF, Float.MIN_VALUE, -Float.MAX_VALUE};

    assertThat(Logits.byToken(Logits.candidates(logits), 8)).containsExactly(logits);
  }

  @Test
  void leaveOutWhatIsNotANumber() {
    assertThat(Logits.ids(Logits.candidates(1, NAN, 2, -INF, -NAN))).containsExactly(0, 2);
  }

  @Test
  void needOneUsableLogit() {
    assertThatThrownBy(() -> Logits.candidates(NAN, -INF, NAN))
        .isInstanceOf(LlamajarException.class)
        .hasMessageStartingWith("The model gave no usable logits")
        .hasMessageContaining("download or convert it again");
  }

  @Test
  void orderByLogitThenById() {
    Candidates candidates = Logits.candidates(1, -0f, 3, 0, INF, 3, -7, -8, INF);

    candidates.order(9);

    assertThat(Logits.ids(candidates)).containsExactly(4, 8, 2, 5, 0, 1, 3, 6, 7);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "2,1", "1000,1", "1000,40", "1000,999", "1000,5000", "262144,40"})
  void orderTheBestLikeAFullSort(int size, int count) {
    float[] logits = Logits.bell(size, size + count);
    Candidates candidates = Logits.candidates(logits);

    candidates.order(count);

    int front = Math.min(size, count);
    assertThat(Logits.ids(candidates).subList(0, front))
        .isEqualTo(sorted(logits).subList(0, front));
    assertThat(candidates.ordered()).isEqualTo(front);
    assertThat(Logits.byToken(candidates, size)).containsExactly(logits);
  }

  @Test
  void orderFurtherFromWhereTheyStopped() {
    float[] logits = Logits.bell(5000, 3);
    Candidates candidates = Logits.candidates(logits);

    for (int count = 1; count < 20_000; count = 2 * count + 1) {
      candidates.order(count);
    }

    assertThat(Logits.ids(candidates)).isEqualTo(sorted(logits));
  }

  @Test
  void forgetTheOrderOfWhatIsChanged() {
    Candidates candidates = Logits.candidates(4, 3, 2, 1);
    candidates.order(3);

    candidates.setLogit(1, 2.5f);

    assertThat(candidates.ordered()).isOne();
    candidates.setLogit(1, 9);
    assertThat(candidates.ordered()).isZero();
    assertThat(candidates.best()).isEqualTo(9);
    candidates.setLogit(0, NAN);
    candidates.order(4);
    assertThat(Logits.ids(candidates)).containsExactly(0, 2, 3, 1);
    assertThat(candidates.logit(3)).isEqualTo(-INF);
  }

  @Test
  void weighAgainstTheBest() {
    Candidates candidates = Logits.candidates(Logits.ofProbabilities(0.1, 0.4, 0.2, 0.3));

    assertThat(candidates.weigh()).isBetween(2.499999, 2.500001);
    assertThat(candidates.weight(0)).isOne();
  }

  @Test
  void weighInfinityAsCertain() {
    Candidates candidates = Logits.candidates(1, INF, Float.MAX_VALUE, INF);

    assertThat(candidates.weigh()).isEqualTo(2);
  }

  private static List<Integer> sorted(float[] logits) {
    return IntStream.range(0, logits.length)
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(id -> -logits[id]).thenComparing(id -> id))
        .toList();
  }
}
