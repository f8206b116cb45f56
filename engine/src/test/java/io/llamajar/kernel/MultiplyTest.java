package io.llamajar.kernel;

import static io.llamajar.kernel.Formulas.part;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.llamajar.quant.BlockQuant;
import io.llamajar.quant.FloatQuant;
import io.llamajar.quant.Quant;
import io.llamajar.quant.UnpackedRow;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Weights;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Weights of every quant times activations give the bits that the formula gives. */
@EveryKernels
class MultiplyTest {
  @AutoClose private final Memory memory;
  private final Kernels kernels;

  MultiplyTest(Kernels kernels, WatchedArena.Around around) {
    this.kernels = kernels;
    this.memory = new Memory(around);
  }

  @ParameterizedTest
  @MethodSource("io.llamajar.kernel.Widths#quants")
  void multipliesRowsOfAllWidths(Quant quant) {
    for (int columns : Widths.of(quant)) {
      Weights w = memory.weights(quant, columns > 1000 ? 5 : 21, columns, columns);
      multiplies(w, 1, Numbers.ORDINARY);
      multiplies(w, 3, Numbers.ORDINARY);
    }
  }

  @ParameterizedTest
  @MethodSource("io.llamajar.kernel.Widths#quants")
  void multipliesAnyNumberOfRowsAndTokens(Quant quant) {
    for (int rows : new int[] {1, 15, 16, 17, 33}) {
      Weights w = memory.weights(quant, rows, 256, rows);
      for (int tokens : new int[] {1, 6, 7}) {
        multiplies(w, tokens, Numbers.ORDINARY);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.llamajar.kernel.Widths#quants")
  void multipliesActivationsOfAllKinds(Quant quant) {
    Weights w = memory.weights(quant, 17, 512, 1);
    for (Numbers numbers : Numbers.values()) {
      multiplies(w, 7, numbers);
    }
  }

  @ParameterizedTest
  @MethodSource("io.llamajar.kernel.Widths#quants")
  void multipliesWeightsOfAnyBits(Quant quant) {
    byte[] bytes = new byte[Math.toIntExact(40 * quant.bytes(256))]; // scales may be infinite, NaN
    new Random(5).nextBytes(bytes);
    multiplies(memory.weights(quant, 40, 256, bytes), 3, Numbers.ORDINARY);
  }

  @ParameterizedTest
  @MethodSource("io.llamajar.kernel.Widths#quants")
  void integerSumsDoNotSaturate(Quant quant) {
    float[] largest = new float[2 * 512]; // all lanes 127, then 127 and -127 in turn
    Arrays.fill(largest, 1);
    for (int i = 513; i < largest.length; i += 2) {
      largest[i] = -1;
    }
    for (int bits : new int[] {0x00, 0x0f, 0x7f, 0x80, 0xf0, 0x3b, 0xff}) {
      byte[] bytes = new byte[Math.toIntExact(17 * quant.bytes(512))];
      Arrays.fill(bytes, (byte) bits);
      multiplies(memory.weights(quant, 17, 512, bytes), 2, largest);
    }
  }

  private void multiplies(Weights w, int tokens, Numbers numbers) {
    multiplies(w, tokens, numbers.take(tokens * w.columns(), w.columns() + tokens));
  }

  private void multiplies(Weights w, int tokens, float[] values) {
    int xRow = tokens % 3; // rows of a larger x, to rows of a larger y
    int yRow = tokens % 2;
    float[] all = new float[(xRow + tokens + 1) * w.columns()];
    Arrays.fill(all, Float.NaN);
    System.arraycopy(values, 0, all, xRow * w.columns(), tokens * w.columns());
    Tensor x =
        w.quant() instanceof BlockQuant
            ? memory.quantized(xRow + tokens + 1, w.columns(), all)
            : memory.tensor(xRow + tokens + 1, w.columns(), all);
    Tensor y = memory.tensor(yRow + tokens + 1, w.rows());
    Product product = new Product().set(w, x, y).rows(xRow, yRow, tokens);
    String what = "%s[%d, %d] x %d".formatted(w.name(), w.rows(), w.columns(), tokens);
    float[] expected = new float[(yRow + tokens) * w.rows()];
    System.arraycopy(products(w, values, tokens), 0, expected, yRow * w.rows(), tokens * w.rows());
    new Trial(what, w.rows(), (from, to) -> kernels.multiply(product, from, to))
        .reads(w.data(), x.read(), x.quantized().blocks())
        .writes(
            "product",
            Cells.floats(y.read()),
            Trial.bits(expected),
            i -> i < yRow * w.rows() ? -1 : i % w.rows())
        .run();
  }

  private static float[] products(Weights w, float[] x, int tokens) {
    int columns = w.columns();
    float[] y = new float[tokens * w.rows()]; // [tokens, rows]
    UnpackedRow unpacked = new UnpackedRow();
    float[] row = new float[columns];
    for (int r = 0; r < w.rows(); r++) {
      switch (w.quant()) {
        case BlockQuant quant -> unpacked.unpack(quant, w.data(), w.rowOffset(r), columns);
        case FloatQuant quant -> quant.decode(w.data(), w.rowOffset(r), row, columns);
      }
      for (int t = 0; t < tokens; t++) {
        float[] token = part(x, t * columns, columns);
        y[t * w.rows() + r] =
            switch (w.quant()) {
              case BlockQuant quant -> Formulas.product(quant, unpacked, Formulas.quantize(token));
              case FloatQuant _ -> Formulas.dot16(row, token);
            };
      }
    }
    return y;
  }

  /** What is lost is at most half a lane per activation, and the rounding of the sums. */
  @ParameterizedTest
  @MethodSource("io.llamajar.kernel.Widths#quants")
  void isCloseToTheProductOfRealNumbers(Quant quant) {
    for (int columns : Widths.of(quant)) {
      Weights w = memory.weights(quant, 8, columns, columns);
      float[] values = Numbers.ORDINARY.take(columns, 3);
      Tensor x = memory.quantized(1, columns, values);
      Tensor y = memory.tensor(1, 8);
      kernels.multiply(new Product().set(w, x, y), 0, 8);
      float[] scales = Formulas.quantize(values).scales;
      float[] row = new float[columns];
      for (int r = 0; r < 8; r++) {
        quant.decode(w.data(), w.rowOffset(r), row, columns);
        double exact = 0;
        double bound = 0;
        for (int k = 0; k < columns; k++) {
          exact += (double) row[k] * values[k];
          double lost = quant instanceof BlockQuant ? scales[k / 32] / 2 : 0;
          bound += Math.abs(row[k]) * (lost + 1e-5 * Math.abs(values[k]));
        }
        assertThat((double) y.at(0, r))
            .as(w.name() + " " + columns)
            .isCloseTo(exact, within(bound));
      }
    }
  }
}
