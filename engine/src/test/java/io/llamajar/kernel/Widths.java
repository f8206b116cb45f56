package io.llamajar.kernel;

import io.llamajar.quant.BlockQuant;
import io.llamajar.quant.Quant;
import io.llamajar.quant.Quants;
import io.llamajar.tensor.Quantized;
import java.util.Arrays;
import java.util.stream.Stream;

/** Widths of rows that vector registers and unrolled loops like, and ones that they do not. */
final class Widths {
  private static final int[] ALL = {1, 4, 6, 13, 31, 32, 33, 207, 256, 702, 4098};

  private Widths() {}

  static int[] all() {
    return ALL.clone();
  }

  /** The same, rounded up to what rows of activations must have to be quantised. */
  static int[] ofQuantized() {
    return multiples(Quantized.BLOCK);
  }

  /** The same, rounded up to what rows of weights can have. */
  static int[] of(Quant quant) {
    int block = quant.type().blockValues();
    return multiples(quant instanceof BlockQuant ? Math.max(block, Quantized.BLOCK) : block);
  }

  static Stream<Quant> quants() {
    return Quants.all().stream();
  }

  private static int[] multiples(int block) {
    return Arrays.stream(ALL)
        .map(width -> (width + block - 1) / block * block)
        .distinct()
        .toArray();
  }
}
