package io.llamajar.sampling;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Logits for tests, and what is left of them after a step. */
final class Logits {
  private Logits() {}

  static MemorySegment of(float... logits) {
    return Arena.ofAuto().allocateFrom(ValueLayout.JAVA_FLOAT, logits);
  }

  /** Logits whose softmax is these probabilities. */
  static float[] ofProbabilities(double... probabilities) {
    float[] logits = new float[probabilities.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) StrictMath.log(probabilities[i]);
    }
    return logits;
  }

  static Candidates candidates(float... logits) {
    Candidates candidates = new Candidates(logits.length);
    candidates.load(of(logits));
    return candidates;
  }

  /** Logits like those of a model: bell-shaped, with many ties once rounded. */
  static float[] bell(int size, long seed) {
    SplitMix64 random = new SplitMix64(seed);
    float[] logits = new float[size];
    for (int i = 0; i < size; i++) {
      double sum = 0;
      for (int j = 0; j < 12; j++) {
        sum += random.nextFraction();
      }
      logits[i] = Math.round((sum - 6) * 3 * 1024) / 1024f;
    }
    return logits;
  }

  static List<Integer> ids(Candidates candidates) {
    List<Integer> ids = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      ids.add(candidates.id(i));
    }
    return ids;
  }

  /** The logits by token; negative infinity for those that are gone. */
  static float[] byToken(Candidates candidates, int vocabularySize) {
    float[] logits = new float[vocabularySize];
    Arrays.fill(logits, Float.NEGATIVE_INFINITY);
    for (int i = 0; i < candidates.size(); i++) {
      logits[candidates.id(i)] = candidates.logit(i);
    }
    return logits;
  }
}
