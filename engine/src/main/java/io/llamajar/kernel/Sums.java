package io.llamajar.kernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/** Sums in 16 partial sums and a fixed tree, as {@link Reference} defines them. */
final class Sums {
  private Sums() {}

  /** The product of {@code n} values of {@code a} with those of {@code b} from index {@code at}. */
  static float dot16(float[] a, MemorySegment b, long at, int n) {
    // Sixteen variables, not an array: twice as fast, because they stay in registers.
    float s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
    float s8 = 0, s9 = 0, s10 = 0, s11 = 0, s12 = 0, s13 = 0, s14 = 0, s15 = 0;
    int k = 0;
    for (; k + 16 <= n; k += 16) {
      long i = at + k;
      s0 = Math.fma(a[k], b.getAtIndex(JAVA_FLOAT, i), s0);
      s1 = Math.fma(a[k + 1], b.getAtIndex(JAVA_FLOAT, i + 1), s1);
      s2 = Math.fma(a[k + 2], b.getAtIndex(JAVA_FLOAT, i + 2), s2);
      s3 = Math.fma(a[k + 3], b.getAtIndex(JAVA_FLOAT, i + 3), s3);
      s4 = Math.fma(a[k + 4], b.getAtIndex(JAVA_FLOAT, i + 4), s4);
      s5 = Math.fma(a[k + 5], b.getAtIndex(JAVA_FLOAT, i + 5), s5);
      s6 = Math.fma(a[k + 6], b.getAtIndex(JAVA_FLOAT, i + 6), s6);
      s7 = Math.fma(a[k + 7], b.getAtIndex(JAVA_FLOAT, i + 7), s7);
      s8 = Math.fma(a[k + 8], b.getAtIndex(JAVA_FLOAT, i + 8), s8);
      s9 = Math.fma(a[k + 9], b.getAtIndex(JAVA_FLOAT, i + 9), s9);
      s10 = Math.fma(a[k + 10], b.getAtIndex(JAVA_FLOAT, i + 10), s10);
      s11 = Math.fma(a[k + 11], b.getAtIndex(JAVA_FLOAT, i + 11), s11);
      s12 = Math.fma(a[k + 12], b.getAtIndex(JAVA_FLOAT, i + 12), s12);
      s13 = Math.fma(a[k + 13], b.getAtIndex(JAVA_FLOAT, i + 13), s13);
      s14 = Math.fma(a[k + 14], b.getAtIndex(JAVA_FLOAT, i + 14), s14);
      s15 = Math.fma(a[k + 15], b.getAtIndex(JAVA_FLOAT, i + 15), s15);
    }
    if (k < n) {
      float[] s = {s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13, s14, s15};
      for (int i = 0; k + i < n; i++) {
        s[i] = Math.fma(a[k + i], b.getAtIndex(JAVA_FLOAT, at + k + i), s[i]);
      }
      return tree(s);
    }
    return (((s0 + s8) + (s4 + s12)) + ((s2 + s10) + (s6 + s14)))
        + (((s1 + s9) + (s5 + s13)) + ((s3 + s11) + (s7 + s15)));
  }

  /** Sum {@code i} takes in {@code i + 8}, then 4, 2, 1; what is in {@code s} is lost. */
  static float tree(float[] s) {
    for (int half = 8; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        s[i] += s[i + half];
      }
    }
    return s[0];
  }
}
