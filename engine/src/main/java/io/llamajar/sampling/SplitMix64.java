package io.llamajar.sampling;

/**
 * A seed becomes a row of random numbers, the same on every machine, for ever.
 *
 * <p>SplitMix64: Steele, Lea and Flood 2014, "Fast Splittable Pseudorandom Number Generators", with
 * the constants of Vigna's public-domain splitmix64.c. It is written out, and not taken from the
 * JDK, so that a seed gives the same text whatever library is below. Any seed is a good one, the
 * state is a single long, and it passes BigCrush; nothing here needs secrecy.
 */
final class SplitMix64 {
  private long state;

  SplitMix64(long seed) {
    state = seed;
  }

  long nextLong() {
    state += 0x9e3779b97f4a7c15L;
    long mixed = (state ^ state >>> 30) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
    return mixed ^ mixed >>> 31;
  }

  /** From 0 inclusive to 1 exclusive, in steps of 2^-53. */
  double nextFraction() {
    return (nextLong() >>> 11) * 0x1p-53;
  }
}
