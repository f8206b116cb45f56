package io.llamajar;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * A token, and how likely it was to the model before anything filtered or flattened that.
 *
 * @param logprob the natural logarithm of its probability
 * @param likeliest the tokens that were likeliest in its place, as many as were wanted, the
 *     likeliest first
 */
public record TokenLogprob(int token, double logprob, List<TokenLogprob> likeliest) {
  /** Takes the likelihood from logits: float32, one for each token. */
  static TokenLogprob of(int token, MemorySegment logits, int wanted) {
    double all = logSum(logits);
    List<TokenLogprob> likeliest =
        likeliest(logits, wanted).stream().map(i -> bare(i, logits, all)).toList();
    return new TokenLogprob(token, logit(logits, token) - all, likeliest);
  }

  /** What a logit exceeds its natural logarithm of a probability by: float32 in. */
  static double logSum(MemorySegment logits) {
    int count = count(logits);
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      largest = Math.max(largest, logit(logits, i));
    }
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += StrictMath.exp(logit(logits, i) - largest);
    }
    return largest + StrictMath.log(sum);
  }

  private static int count(MemorySegment logits) {
    return (int) (logits.byteSize() / Float.BYTES);
  }

  private static TokenLogprob bare(int token, MemorySegment logits, double all) {
    return new TokenLogprob(token, logit(logits, token) - all, List.of());
  }

  private static List<Integer> likeliest(MemorySegment logits, int wanted) {
    Comparator<Integer> better =
        Comparator.<Integer>comparingDouble(i -> -logit(logits, i)).thenComparing(i -> i);
    PriorityQueue<Integer> best = new PriorityQueue<>(wanted + 1, better.reversed());
    for (int i = 0; i < count(logits) && wanted > 0; i++) {
      if (best.size() < wanted) {
        best.add(i);
      } else if (logit(logits, i) > logit(logits, best.element())) {
        best.remove();
        best.add(i);
      }
    }
    List<Integer> sorted = new ArrayList<>(best);
    sorted.sort(better);
    return sorted;
  }

  private static double logit(MemorySegment logits, int token) {
    float logit = logits.getAtIndex(JAVA_FLOAT, token);
    return Float.isNaN(logit) ? Double.NEGATIVE_INFINITY : logit;
  }
}
