package io.llamajar.ops;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.llamajar.kernel.Pairing;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.function.IntPredicate;

/**
 * A rotary position embedding: how far each pair of a head's values is turned per position.
 *
 * <p>Pair {@code i} at position {@code p} is turned by {@code p * frequencies[i]} radians. Cosines
 * and sines are taken in double precision by {@link StrictMath}, so that they are the same
 * everywhere. Source: Su et al., <i>RoFormer</i>, 2021.
 */
public final class Rope {
  private final Pairing pairing;
  private final double[] frequencies;
  private final double magnitude;

  /**
   * A rotary embedding of {@code 2 * frequencies.length} values of each head.
   *
   * @param frequencies radians per position, a pair each
   * @param magnitude what cosines and sines are multiplied with: 1, or YaRN's attention factor
   */
  public Rope(Pairing pairing, double[] frequencies, double magnitude) {
    this.pairing = pairing;
    this.frequencies = frequencies.clone();
    this.magnitude = magnitude;
  }

  /** The same turns with another magnitude. */
  public Rope withMagnitude(double newMagnitude) {
    return new Rope(pairing, frequencies, newMagnitude);
  }

  /** The same, but only some pairs are turned. */
  public Rope ofPairs(IntPredicate turned) {
    double[] some = frequencies.clone();
    for (int pair = 0; pair < some.length; pair++) {
      some[pair] = turned.test(pair) ? some[pair] : 0;
    }
    return new Rope(pairing, some, magnitude);
  }

  /** What cosines and sines are multiplied with. */
  public double magnitude() {
    return magnitude;
  }

  Pairing pairing() {
    return pairing;
  }

  /** The number of pairs that are turned. */
  int pairs() {
    return frequencies.length;
  }

  /** Writes the cosines and sines of rows {@code [from, to)}: {@code [rows, 2 * pairs]}. */
  void fill(Tensor angles, Batch batch, int from, int to) {
    MemorySegment out = angles.write();
    int pairs = pairs();
    for (int t = from; t < to; t++) {
      long at = 2L * t * pairs;
      for (int i = 0; i < pairs; i++) {
        double angle = batch.position(t) * frequencies[i];
        out.setAtIndex(JAVA_FLOAT, at + i, (float) (StrictMath.cos(angle) * magnitude));
        out.setAtIndex(JAVA_FLOAT, at + pairs + i, (float) (StrictMath.sin(angle) * magnitude));
      }
    }
  }
}
