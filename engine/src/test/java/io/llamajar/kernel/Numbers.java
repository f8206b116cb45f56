package io.llamajar.kernel;

import io.llamajar.tensor.Quantized;
import java.util.Random;

/** Kinds of values that operations must be right for. */
enum Numbers {
  /** What models give. */
  ORDINARY,
  /** All magnitudes, subnormals, both zeros: sums and products overflow and underflow. */
  EXTREME,
  /** Ordinary ones with a few infinities and NaN among them. */
  NOT_FINITE;

  // The first lie around the magnitude below which activations are quantised to zeros.
  private static final float[] EXTREMES = {
    Quantized.TINY,
    Math.nextDown(Quantized.TINY),
    -Math.nextUp(Quantized.TINY),
    0,
    -0f,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    1e-40f,
    -Float.MIN_NORMAL,
    1,
    -1,
    88.8f,
    -88.8f,
    Float.MAX_VALUE,
    -Float.MAX_VALUE
  };

  private static final float[] BROKEN = {
    Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY
  };

  /** So many of them, always the same for a seed. */
  float[] take(int count, int seed) {
    Random random = new Random(seed);
    float[] values = new float[count];
    int place = random.nextInt(count); // of what must be among them
    for (int i = 0; i < count; i++) {
      float ordinary = (float) random.nextGaussian();
      values[i] =
          switch (this) {
            case ORDINARY -> ordinary;
            case EXTREME ->
                random.nextBoolean()
                    ? EXTREMES[random.nextInt(EXTREMES.length)]
                    : Math.scalb(ordinary, random.nextInt(-60, 60));
            case NOT_FINITE ->
                i == place || random.nextInt(60) == 0
                    ? BROKEN[random.nextInt(BROKEN.length)]
                    : ordinary;
          };
    }
    return values;
  }
}
