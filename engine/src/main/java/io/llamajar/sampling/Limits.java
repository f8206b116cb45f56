package io.llamajar.sampling;

import io.llamajar.LlamajarException;

/** Refuses settings that are outside their ranges, in a sentence that names both. */
final class Limits {
  private Limits() {}

  static void check(String name, double value, double least, double most) {
    // Written so that NaN is outside.
    if (!(value >= least && value <= most)) {
      throw new LlamajarException(
          "The sampling setting %s is %s; give a number from %s to %s"
              .formatted(name, plain(value), plain(least), plain(most)));
    }
  }

  /** Whole numbers without the ".0", as people write them. */
  private static String plain(double value) {
    return value == (int) value ? Integer.toString((int) value) : Double.toString(value);
  }
}
