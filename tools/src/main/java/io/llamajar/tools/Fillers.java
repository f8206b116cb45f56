package io.llamajar.tools;

import io.llamajar.gguf.GgmlType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * THE TABLE of types whose weights can be made up: random lanes, and scales and minimums such that
 * the weights have mean 0 and a given standard deviation.
 *
 * <p>Lanes of {@code n} bits are uniform, so their deviation is {@code sqrt((4^n - 1) / 12)}: 4.61
 * for 4 bits, 9.23 for 5, 18.5 for 6. Where lanes come from a codebook or have scales of their own,
 * any bits will do, and the deviation of such a block with the scale 1 was measured. The layouts
 * are those of ggml's {@code ggml-common.h}.
 */
final class Fillers {
  /** Makes up some weights of one type. */
  @FunctionalInterface
  interface Filler {
    /**
     * @param at where the block begins, in bytes
     * @param deviation of the weights
     */
    void fill(Noise noise, MemorySegment to, long at, float deviation);
  }

  private static final Map<GgmlType, Filler> TABLE = new EnumMap<>(GgmlType.class);

  static {
    TABLE.put(GgmlType.F32, Fillers::f32);
    TABLE.put(GgmlType.F16, Fillers::f16);
    TABLE.put(GgmlType.BF16, Fillers::bf16);
    TABLE.put(GgmlType.Q4_0, Fillers::q4_0);
    TABLE.put(GgmlType.Q4_1, Fillers::q4_1);
    TABLE.put(GgmlType.Q5_0, Fillers::q5_0);
    TABLE.put(GgmlType.Q5_1, Fillers::q5_1);
    TABLE.put(GgmlType.Q8_0, Fillers::q8_0);
    TABLE.put(GgmlType.Q2_K, Fillers::q2_k);
    putScaled(GgmlType.Q3_K, 108, 43.3f);
    TABLE.put(GgmlType.Q4_K, Fillers::q4_k);
    TABLE.put(GgmlType.Q5_K, Fillers::q5_k);
    TABLE.put(GgmlType.Q6_K, Fillers::q6_k);
    putScaled(GgmlType.IQ2_XXS, 0, 53.4f);
    putScaled(GgmlType.IQ2_XS, 0, 55.9f);
    putScaled(GgmlType.IQ2_S, 0, 56.4f);
    putScaled(GgmlType.IQ3_XXS, 0, 142.6f);
    putScaled(GgmlType.IQ3_S, 0, 140f);
    putScaled(GgmlType.IQ1_S, 0, 7.21f);
    TABLE.put(GgmlType.IQ1_M, Fillers::iq1_m);
    putScaled(GgmlType.IQ4_NL, 0, 67.5f);
    putScaled(GgmlType.IQ4_XS, 0, 1244f);
    putScaled(GgmlType.TQ1_0, 52, 0.817f);
    TABLE.put(GgmlType.TQ2_0, Fillers::tq2_0);
    TABLE.put(GgmlType.MXFP4, Fillers::mxfp4);
    TABLE.put(GgmlType.NVFP4, Fillers::nvfp4);
    putScaled(GgmlType.Q1_0, 0, 1);
    TABLE.put(GgmlType.Q2_0, Fillers::q2_0);
  }

  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final float DEVIATION_2 = 1.118f;
  private static final float DEVIATION_4 = 4.61f;
  private static final float DEVIATION_5 = 9.23f;
  private static final float DEVIATION_6 = 18.5f;
  private static final float DEVIATION_8 = 52.3f; // of the mean of two random bytes

  private static final float DEVIATION_3 = 0.707f; // of the sum of two random bits
  private static final float DEVIATION_IQ1_M = 7.2f;
  private static final float DEVIATION_FP4 = 2.926f;

  // Of the scales within a K block: 4-bit ones from 8 to 15, and so on.
  private static final float MEAN_SCALE_4 = 11.7f;
  private static final float MEAN_SCALE_6 = 48.4f;
  private static final float MEAN_SCALE_8 = 97.3f;

  private static final long EVERY_BYTE = 0x0101010101010101L;

  private Fillers() {}

  /** A type whose blocks may be any bits, but for their scale. */
  private static void putScaled(GgmlType type, int scaleAt, float deviationOfBits) {
    TABLE.put(
        type,
        (noise, to, at, deviation) -> {
          random(noise, to, at, type.blockBytes());
          half(to, at + scaleAt, deviation / deviationOfBits * noise.aroundEither());
        });
  }

  static Set<GgmlType> types() {
    return TABLE.keySet();
  }

  static Filler of(GgmlType type) {
    return Optional.ofNullable(TABLE.get(type)).orElseThrow();
  }

  private static void f32(Noise noise, MemorySegment to, long at, float deviation) {
    to.set(FLOAT, at, noise.normal() * deviation);
  }

  private static void f16(Noise noise, MemorySegment to, long at, float deviation) {
    half(to, at, noise.normal() * deviation);
  }

  private static void bf16(Noise noise, MemorySegment to, long at, float deviation) {
    int bits = Float.floatToRawIntBits(noise.normal() * deviation);
    to.set(SHORT, at, (short) (bits >>> 16));
  }

  /** {@code [d:2][q:16]}. */
  private static void q4_0(Noise noise, MemorySegment to, long at, float deviation) {
    half(to, at, deviation / DEVIATION_4 * noise.aroundEither());
    random(noise, to, at + 2, 16);
  }

  /** {@code [d:2][m:2][q:16]}. */
  private static void q4_1(Noise noise, MemorySegment to, long at, float deviation) {
    scaleAndMinimum(to, at, deviation / DEVIATION_4 * noise.around(), -7.5f);
    random(noise, to, at + 4, 16);
  }

  /** {@code [d:2][high bits:4][q:16]}. */
  private static void q5_0(Noise noise, MemorySegment to, long at, float deviation) {
    half(to, at, deviation / DEVIATION_5 * noise.aroundEither());
    to.set(INT, at + 2, (int) noise.next());
    random(noise, to, at + 6, 16);
  }

  /** {@code [d:2][m:2][high bits:4][q:16]}. */
  private static void q5_1(Noise noise, MemorySegment to, long at, float deviation) {
    scaleAndMinimum(to, at, deviation / DEVIATION_5 * noise.around(), -15.5f);
    to.set(INT, at + 4, (int) noise.next());
    random(noise, to, at + 8, 16);
  }

  /** {@code [d:2][q:32]}; as from a real quantiser, no lane is -128. */
  private static void q8_0(Noise noise, MemorySegment to, long at, float deviation) {
    half(to, at, deviation / DEVIATION_8 * noise.aroundEither());
    for (int i = 0; i < 32; i += 8) {
      long a = noise.next() | EVERY_BYTE;
      long b = noise.next();
      long means = (a | b) - (((a ^ b) & ~EVERY_BYTE) >>> 1); // byte by byte, rounded up: 1 to 255
      to.set(LONG, at + 2 + i, means ^ (EVERY_BYTE << 7)); // less 128
    }
  }

  /** {@code [scales and minimums:16][q:64][d:2][dmin:2]}; minimums equal their scales. */
  private static void q2_k(Noise noise, MemorySegment to, long at, float deviation) {
    for (int i = 0; i < 16; i += 8) { // 8 to 15
      to.set(LONG, at + i, ((noise.next() & (EVERY_BYTE * 7)) | (EVERY_BYTE * 8)) * 0x11);
    }
    random(noise, to, at + 16, 64);
    float scale = deviation / (DEVIATION_2 * MEAN_SCALE_4) * noise.around();
    scaleAndMinimum(to, at + 80, scale, 1.5f);
  }

  /** {@code [d:2][dmin:2][scales and minimums:12][q:128]}. */
  private static void q4_k(Noise noise, MemorySegment to, long at, float deviation) {
    scaleAndMinimum(to, at, deviation / (DEVIATION_4 * MEAN_SCALE_6) * noise.around(), 7.5f);
    scales(noise, to, at + 4);
    random(noise, to, at + 16, 128);
  }

  /** {@code [d:2][dmin:2][scales and minimums:12][high bits:32][q:128]}. */
  private static void q5_k(Noise noise, MemorySegment to, long at, float deviation) {
    scaleAndMinimum(to, at, deviation / (DEVIATION_5 * MEAN_SCALE_6) * noise.around(), 15.5f);
    scales(noise, to, at + 4);
    random(noise, to, at + 16, 160);
  }

  /** {@code [low:128][high:64][scales:16][d:2]}. */
  private static void q6_k(Noise noise, MemorySegment to, long at, float deviation) {
    random(noise, to, at, 192);
    for (int i = 0; i < 16; i += 8) { // 64 to 127, or as many less than 0
      long bits = noise.next();
      long signs = bits >>> 7 & EVERY_BYTE;
      long magnitudes = (bits & (EVERY_BYTE * 63)) | (EVERY_BYTE * 64);
      to.set(LONG, at + 192 + i, (magnitudes ^ (signs * 255)) + signs);
    }
    half(to, at + 208, deviation / (DEVIATION_6 * MEAN_SCALE_8) * noise.around());
  }

  /** {@code [q:32][high bits:16][scales:8]}; a quarter of the block's is in each highest nibble. */
  private static void iq1_m(Noise noise, MemorySegment to, long at, float deviation) {
    random(noise, to, at, 56);
    int scale = Float.floatToFloat16(deviation / DEVIATION_IQ1_M * noise.aroundEither());
    for (int i = 0; i < 4; i++) {
      int scales = to.get(SHORT, at + 48 + 2L * i) & 0x0fff;
      to.set(SHORT, at + 48 + 2L * i, (short) (scales | (scale >> (4 * i) & 15) << 12));
    }
  }

  /** {@code [q:64][d:2]}; lanes are -1, 0 and 1. */
  private static void tq2_0(Noise noise, MemorySegment to, long at, float deviation) {
    trits(noise, to, at, 64);
    half(to, at + 64, deviation / DEVIATION_3 * noise.aroundEither());
  }

  /** {@code [d:2][q:16]}; lanes are -1, 0 and 1, and never 2, so that their mean is 0. */
  private static void q2_0(Noise noise, MemorySegment to, long at, float deviation) {
    half(to, at, deviation / DEVIATION_3 * noise.aroundEither());
    trits(noise, to, at + 2, 16);
  }

  private static void trits(Noise noise, MemorySegment to, long at, int bytes) {
    for (int i = 0; i < bytes; i += Long.BYTES) {
      to.set(LONG, at + i, (noise.next() & EVERY_BYTE * 0x55) + (noise.next() & EVERY_BYTE * 0x55));
    }
  }

  /** {@code [e:1][q:16]}; the scale is {@code 2^(e - 127)}. */
  private static void mxfp4(Noise noise, MemorySegment to, long at, float deviation) {
    float scale = deviation / DEVIATION_FP4;
    int exponent = Math.getExponent(scale);
    float below = Math.scalb(1f, exponent);
    boolean isHigher = noise.chance(share(scale, below, 2 * below));
    to.set(BYTE, at, (byte) (127 + exponent + (isHigher ? 1 : 0)));
    random(noise, to, at + 1, 16);
  }

  /** {@code [scales:4][q:32]}; a scale has 4 bits of exponent and 3 of mantissa. */
  private static void nvfp4(Noise noise, MemorySegment to, long at, float deviation) {
    float scale = deviation / DEVIATION_FP4;
    int code = 0;
    while (code < 126 && ue4m3(code + 1) < scale) {
      code++;
    }
    float share = share(scale, ue4m3(code), ue4m3(code + 1));
    for (int i = 0; i < 4; i++) {
      to.set(BYTE, at + i, (byte) (code + (noise.chance(share) ? 1 : 0)));
    }
    random(noise, to, at + 4, 32);
  }

  private static float ue4m3(int code) {
    int exponent = code >> 3;
    int mantissa = code & 7;
    return exponent == 0 ? mantissa * 0x1p-9f : Math.scalb(1 + mantissa / 8f, exponent - 7);
  }

  /** How often the greater of two numbers must be taken to have a given mean square. */
  private static float share(float root, float less, float more) {
    return Math.clamp((root * root - less * less) / (more * more - less * less), 0, 1);
  }

  /**
   * The packed 6-bit scales and minimums of eight groups. Each minimum equals its scale, so that
   * {@code dmin / d} is the lane that becomes 0.
   */
  private static void scales(Noise noise, MemorySegment to, long at) {
    long bits = noise.next();
    int first = ((int) bits & 0x1f1f1f1f) | 0x20202020; // groups 0 to 3: 32 to 63
    int second = ((int) (bits >>> 32) & 0x1f1f1f1f) | 0x20202020; // groups 4 to 7
    int both = first | ((second & 0x30303030) << 2);
    to.set(INT, at, both);
    to.set(INT, at + 4, both);
    to.set(INT, at + 8, (second & 0x0f0f0f0f) * 0x11);
  }

  private static void scaleAndMinimum(
      MemorySegment to, long at, float scale, float minimumPerScale) {
    half(to, at, scale);
    half(to, at + 2, scale * minimumPerScale);
  }

  private static void half(MemorySegment to, long at, float value) {
    to.set(SHORT, at, Float.floatToFloat16(value));
  }

  private static void random(Noise noise, MemorySegment to, long at, int bytes) {
    int i = 0;
    for (; i + Long.BYTES <= bytes; i += Long.BYTES) {
      to.set(LONG, at + i, noise.next());
    }
    if (i < bytes) {
      long bits = noise.next();
      for (; i < bytes; i++, bits >>>= Byte.SIZE) {
        to.set(BYTE, at + i, (byte) bits);
      }
    }
  }
}
