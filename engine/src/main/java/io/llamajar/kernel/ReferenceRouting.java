package io.llamajar.kernel;

import io.llamajar.tensor.Tensor;
import java.util.Arrays;

/** One thread's choice of experts: the probability of each, and the likeliest. */
final class ReferenceRouting {
  private final float[] partial = new float[16];
  private float[] p = {};
  private boolean[] taken = {};

  /** As {@link Reference#route} defines it, for one token. */
  void route(Routing routing, Tensor logits, Selection selection, int token) {
    if (p.length < routing.experts()) {
      p = new float[routing.experts()];
      taken = new boolean[routing.experts()];
    }
    softmax(logits, token);
    Arrays.fill(taken, false);
    int first = token * routing.used();
    float sum = 0;
    for (int entry = first; entry < first + routing.used(); entry++) {
      int best = largest(routing.experts());
      taken[best] = true;
      selection.set(entry, best, p[best]);
      sum += p[best];
    }
    float divisor = routing.renormalize() ? Math.max(sum, 0x1p-14f) : 1;
    for (int entry = first; entry < first + routing.used(); entry++) {
      float weight = selection.weight(entry) / divisor * routing.scale();
      selection.set(entry, selection.expert(entry), weight);
    }
  }

  private void softmax(Tensor logits, int row) {
    float largest = Float.NEGATIVE_INFINITY;
    for (int e = 0; e < logits.columns(); e++) {
      largest = Math.max(largest, logits.at(row, e));
    }
    Arrays.fill(partial, 0);
    for (int e = 0; e < logits.columns(); e++) {
      p[e] = Exp.exp(logits.at(row, e) - largest);
      partial[e % 16] += p[e];
    }
    float sum = Sums.tree(partial);
    for (int e = 0; e < logits.columns(); e++) {
      p[e] /= sum;
    }
  }

  /** The first of the largest that are not taken; before a NaN, the first that is not taken. */
  private int largest(int experts) {
    int best = -1;
    for (int e = 0; e < experts; e++) {
      if (!taken[e] && (best < 0 || p[e] > p[best])) {
        best = e;
      }
    }
    return best;
  }
}
