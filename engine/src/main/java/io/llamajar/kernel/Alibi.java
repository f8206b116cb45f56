package io.llamajar.kernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.llamajar.tensor.Vector;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The slopes of attention with linear biases: how fast each head loses sight of what is far away.
 *
 * <p>Source: Press et al., <i>Train Short, Test Long</i>, 2022.
 */
public final class Alibi {
  private Alibi() {}

  /**
   * For {@code n} heads, a power of two, {@code 2^(-most / n)}, and of it the second power, the
   * third ...; for other numbers those of the power of two below, then every second one of those of
   * the power of two above.
   *
   * @param most the exponent of the last and least: 8 in the models of the paper
   */
  public static Vector slopes(int heads, float most) {
    MemorySegment slopes = Arena.ofAuto().allocate(JAVA_FLOAT, heads);
    int regular = Integer.highestOneBit(heads);
    for (int head = 0; head < heads; head++) {
      double power = head < regular ? head + 1 : head - regular + 0.5;
      slopes.setAtIndex(JAVA_FLOAT, head, (float) StrictMath.pow(2, -most * power / regular));
    }
    return new Vector(slopes, heads);
  }
}
