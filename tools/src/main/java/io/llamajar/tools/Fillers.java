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
 * for 4 bits, 9.23 for 5, 18.5 for 6. The layouts are those of ggml's {@code ggml-common.h}.
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
    TABLE.put(GgmlType.Q4_K, Fillers::q4_k);
    TABLE.put(GgmlType.Q5_K, Fillers::q5_k);
    TABLE.put(GgmlType.Q6_K, Fillers::q6_k);
  }

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final float DEVIATION_4 = 4.61f;
  private static final float DEVIATION_5 = 9.23f;
  private static final float DEVIATION_6 = 18.5f;
  private static final float DEVIATION_8 = 52.3f; // of the mean of two random bytes

  // Of the scales within a K block: 6-bit ones from 32 to 63, and 8-bit ones from 64 to 127.
  private static final float MEAN_SCALE_6 = 48.4f;
  private static final float MEAN_SCALE_8 = 97.3f;

  private static final long EVERY_BYTE = 0x0101010101010101L;

  private Fillers() {}

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
    for (int i = 0; i < bytes; i += Long.BYTES) {
      to.set(LONG, at + i, noise.next());
    }
  }
}
