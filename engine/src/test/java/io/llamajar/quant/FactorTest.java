package io.llamajar.quant;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** What the bytes mean that some types have for a scale, all of them. */
class FactorTest {
  @Test
  void e8m0IsHalfAPowerOfTwo() {
    for (int x = 0; x < 256; x++) {
      float expected = (float) Math.scalb(0.5, x - 127);
      assertThat(read(x, Factor.Format.E8M0)).as("byte %d", x).isEqualTo(expected);
    }
  }

  @Test
  void ue4m3IsHalfANumberOfFourBitsOfExponentAndThreeOfMantissa() {
    for (int x = 0; x < 256; x++) {
      int exponent = (x >> 3) % 16;
      int mantissa = x % 8;
      double number =
          exponent == 0 ? mantissa / 8.0 / 64 : Math.scalb(1 + mantissa / 8.0, exponent - 7);
      float expected = x == 0x7f ? 0 : (float) number / 2;
      assertThat(read(x, Factor.Format.UE4M3)).as("byte %d", x).isEqualTo(expected);
    }
  }

  private static float read(int x, Factor.Format format) {
    byte[] block = {0x55, (byte) x, 0x55};
    return Factor.at(1, format).read(MemorySegment.ofArray(block), 0);
  }
}
