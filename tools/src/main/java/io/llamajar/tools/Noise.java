package io.llamajar.tools;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * Pseudo-random bits, the same on every machine and fast enough for gigabytes.
 *
 * <p>SplitMix64: Steele, Lea, Flood, <i>Fast splittable pseudorandom number generators</i>, 2014.
 */
final class Noise {
  private static final long STEP = 0x9E3779B97F4A7C15L;
  // Of the sum of four numbers below 2^16: its mean, and its standard deviation.
  private static final float MEAN = 2 * 65535f;
  private static final float DEVIATION = 37837.2f; // sqrt(4 * (2^32 - 1) / 12)

  private long state;

  /** The noise of a name: what it is does not depend on what else there is. */
  Noise(long seed, String name) {
    CRC32C hash = new CRC32C();
    hash.update(name.getBytes(StandardCharsets.UTF_8));
    state = mixed(mixed(seed) + hash.getValue());
  }

  long next() {
    return mixed(state += STEP);
  }

  private static long mixed(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** A number that is nearly normally distributed, with mean 0 and variance 1. */
  float normal() {
    long bits = next();
    long sum =
        (bits & 0xffff) + (bits >>> 16 & 0xffff) + (bits >>> 32 & 0xffff) + (bits >>> 48 & 0xffff);
    return (sum - MEAN) / DEVIATION;
  }

  /** A number around 1, at most a quarter away. */
  float around() {
    return 0.75f + (next() >>> 40) * 0x1p-25f;
  }

  /** The same, or its negative. */
  float aroundEither() {
    long bits = next();
    float magnitude = 0.75f + (bits >>> 40) * 0x1p-25f;
    return (bits & 1) == 0 ? magnitude : -magnitude;
  }

  /** True as often as is wished, from 0 to 1. */
  boolean chance(float share) {
    return (next() >>> 40) * 0x1p-24f < share;
  }
}
