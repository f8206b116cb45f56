package io.llamajar.kernel;

import io.llamajar.tensor.Tensor;
import java.util.Arrays;

/** One thread's choice of experts: the weight of each, what it is chosen by, and the best. */
final class ReferenceRouting {
  private final float[] partial = new float[16];
  private float[] p = {}; // [experts]
  private float[] score = {}; // [experts]
  private boolean[] taken = {}; // [experts]
  private float[] groupScore = {}; // [groups]
  private boolean[] groupTaken = {}; // [groups]

  /** As {@link Reference#route} defines it, for one token. */
  void route(Routing routing, Tensor logits, Selection selection, int token) {
    reserve(routing);
    gate(routing, logits, token);
    for (int e = 0; e < routing.experts(); e++) {
      score[e] = p[e];
      if (routing.bias().isPresent()) {
        score[e] += routing.bias().get().at(e);
      }
    }
    Arrays.fill(taken, false);
    if (routing.groups() > 1) {
      excludeGroups(routing);
    }
    int first = token * routing.used();
    for (int entry = first; entry < first + routing.used(); entry++) {
      int best = largest(score, taken, 0, routing.experts());
      taken[best] = true;
      selection.set(entry, best, p[best]);
    }
    if (routing.gating() == Routing.Gating.SOFTMAX_OF_CHOSEN) {
      softmaxOfChosen(selection, first, routing.used());
    }
    finish(routing, selection, first);
  }

  private void reserve(Routing routing) {
    if (p.length < routing.experts()) {
      p = new float[routing.experts()];
      score = new float[routing.experts()];
      taken = new boolean[routing.experts()];
    }
    if (groupScore.length < routing.groups()) {
      groupScore = new float[routing.groups()];
      groupTaken = new boolean[routing.groups()];
    }
  }

  private void gate(Routing routing, Tensor logits, int row) {
    switch (routing.gating()) {
      case SOFTMAX -> softmax(logits, row);
      case SIGMOID -> {
        for (int e = 0; e < logits.columns(); e++) {
          p[e] = Activations.of(Activation.SIGMOID, logits.at(row, e));
        }
      }
      case SOFTMAX_OF_CHOSEN -> {
        for (int e = 0; e < logits.columns(); e++) {
          p[e] = logits.at(row, e);
        }
      }
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

  /** Takes all experts out of the choice that are not of the best groups. */
  private void excludeGroups(Routing routing) {
    int size = routing.experts() / routing.groups();
    for (int g = 0; g < routing.groups(); g++) {
      int from = g * size;
      int best = largest(score, taken, from, from + size);
      taken[best] = true;
      int second = size > 1 ? largest(score, taken, from, from + size) : best;
      taken[best] = false;
      groupScore[g] = size > 1 ? score[best] + score[second] : score[best];
    }
    Arrays.fill(groupTaken, false);
    for (int i = 0; i < routing.usedGroups(); i++) {
      groupTaken[largest(groupScore, groupTaken, 0, routing.groups())] = true;
    }
    for (int e = 0; e < routing.experts(); e++) {
      taken[e] = !groupTaken[e / size];
    }
  }

  private static void softmaxOfChosen(Selection selection, int first, int used) {
    float largest = selection.weight(first); // the best is first
    float sum = 0;
    for (int entry = first; entry < first + used; entry++) {
      float weight = Exp.exp(selection.weight(entry) - largest);
      selection.set(entry, selection.expert(entry), weight);
      sum += weight;
    }
    for (int entry = first; entry < first + used; entry++) {
      selection.set(entry, selection.expert(entry), selection.weight(entry) / sum);
    }
  }

  private static void finish(Routing routing, Selection selection, int first) {
    float sum = 0;
    for (int entry = first; entry < first + routing.used(); entry++) {
      sum += selection.weight(entry);
    }
    float divisor = routing.renormalize() ? Math.max(sum, 0x1p-14f) : 1;
    for (int entry = first; entry < first + routing.used(); entry++) {
      float weight = selection.weight(entry) / divisor * routing.scale();
      selection.set(entry, selection.expert(entry), weight);
    }
  }

  /** The first of the largest that are not taken; before a NaN, the first that is not taken. */
  private static int largest(float[] values, boolean[] taken, int from, int to) {
    int best = -1;
    for (int e = from; e < to; e++) {
      if (!taken[e] && (best < 0 || values[e] > values[best])) {
        best = e;
      }
    }
    return best;
  }
}
