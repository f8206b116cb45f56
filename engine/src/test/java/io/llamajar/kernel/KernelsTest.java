package io.llamajar.kernel;

import static io.llamajar.kernel.Formulas.part;

import io.llamajar.quant.Quant;
import io.llamajar.tensor.Quantized;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;
import io.llamajar.tensor.Weights;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation on rows of activations gives the bits that its formula gives. */
@EveryKernels
class KernelsTest {
  private static final int ROWS = 5;

  @AutoClose private final Memory memory;
  private final Kernels kernels;

  KernelsTest(Kernels kernels, WatchedArena.Around around) {
    this.kernels = kernels;
    this.memory = new Memory(around);
  }

  @ParameterizedTest
  @MethodSource("io.llamajar.kernel.Widths#quants")
  void embedsRowsOfEveryQuant(Quant quant) {
    int[] tokens = {8, 0, 3, 3, 5, -1, 99}; // more than there are rows
    for (int columns : Widths.of(quant)) {
      byte[] anything = new byte[Math.toIntExact(9 * quant.bytes(columns))];
      new Random(columns).nextBytes(anything);
      Weights table = memory.weights(quant, 9, columns, anything);
      Tensor y = memory.tensor(ROWS, columns);
      float[] expected = new float[ROWS * columns];
      float[] row = new float[columns];
      for (int t = 0; t < ROWS; t++) {
        quant.decode(table.data(), table.rowOffset(tokens[t]), row, columns);
        System.arraycopy(row, 0, expected, t * columns, columns);
      }
      trial("embed", columns, (from, to) -> kernels.embed(table, tokens, y, from, to))
          .reads(table.data())
          .writes(y, expected)
          .run();
    }
  }

  @ParameterizedTest
  @EnumSource
  void quantizes(Numbers numbers) {
    for (int columns : Widths.ofQuantized()) {
      quantizes(columns, numbers.take(ROWS * columns, columns));
    }
  }

  @Test
  void quantizesTiesToTheEvenLane() {
    float[] values = new float[ROWS * Quantized.BLOCK];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % Quantized.BLOCK == 7 ? -127 : i % 100 - 49.5f;
    }
    quantizes(Quantized.BLOCK, values);
  }

  @Test
  void quantizesBlocksThatAreNextToNothingToZeros() {
    float[] largest = {
      Quantized.TINY, Math.nextDown(Quantized.TINY), -Quantized.TINY, -1e-40f, -0f
    };
    float[] values = new float[ROWS * Quantized.BLOCK];
    for (int row = 0; row < ROWS; row++) {
      for (int i = 0; i < Quantized.BLOCK; i++) {
        values[row * Quantized.BLOCK + i] = largest[row] * (i + 1) / Quantized.BLOCK;
      }
    }
    quantizes(Quantized.BLOCK, values);
  }

  private void quantizes(int columns, float[] values) {
    Tensor x = memory.tensor(ROWS, columns, values);
    int[] expected = Formulas.quantize(values).lines();
    x.quantized().reserve(ROWS, columns);
    Memory.fill(x.quantized().blocks());
    Cells lines = Cells.lines(x.quantized().blocks());
    trial("quantize", columns, (from, to) -> kernels.quantize(x, from, to))
        .reads(x.read())
        .writes("word of lines", lines, expected, word -> word / 16 * 32 / columns)
        .run();
  }

  @ParameterizedTest
  @EnumSource
  void normalizesRuns(Numbers numbers) {
    for (int n : Widths.all()) {
      int columns = n > 1000 ? n : 3 * n;
      float[] values = numbers.take(ROWS * columns, n);
      float[] gains = Numbers.ORDINARY.take(n, 1);
      float[] expected = new float[values.length];
      for (int at = 0; at < values.length; at += n) {
        float[] run = Formulas.normalize(part(values, at, n), gains, 1e-6f);
        System.arraycopy(run, 0, expected, at, n);
      }
      Vector gain = memory.vector(gains);
      Tensor x = memory.tensor(ROWS, columns, values);
      Tensor y = memory.tensor(ROWS, columns);
      trial("normalize", n, (from, to) -> kernels.normalize(x, gain, 1e-6f, y, from, to))
          .reads(x.read(), gain.floats())
          .writes(y, expected)
          .run();
      trial("normalize in place", n, (from, to) -> kernels.normalize(x, gain, 1e-6f, x, from, to))
          .reads(gain.floats())
          .writes(x, expected)
          .run();
    }
  }

  @ParameterizedTest
  @EnumSource
  void centersRuns(Numbers numbers) {
    for (int n : Widths.all()) {
      int columns = n > 1000 ? n : 3 * n;
      float[] values = numbers.take(ROWS * columns, n);
      float[] expected = new float[values.length];
      for (int at = 0; at < values.length; at += n) {
        System.arraycopy(Formulas.center(part(values, at, n)), 0, expected, at, n);
      }
      Tensor x = memory.tensor(ROWS, columns, values);
      Tensor y = memory.tensor(ROWS, columns);
      trial("center", n, (from, to) -> kernels.center(x, n, y, from, to))
          .reads(x.read())
          .writes(y, expected)
          .run();
      trial("center in place", n, (from, to) -> kernels.center(x, n, x, from, to))
          .writes(x, expected)
          .run();
    }
  }

  @ParameterizedTest
  @EnumSource
  void capsValuesSoftly(Numbers numbers) {
    for (int columns : Widths.all()) {
      for (float cap : new float[] {30, 50, 0.5f}) {
        float[] values = numbers.take(ROWS * columns, columns);
        float[] expected = new float[values.length];
        for (int i = 0; i < expected.length; i++) {
          expected[i] = Formulas.cap(values[i], cap);
        }
        Tensor x = memory.tensor(ROWS, columns, values);
        trial("cap", columns, (from, to) -> kernels.cap(x, cap, from, to))
            .writes(x, expected)
            .run();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void rotatesPairsOfHeads(Pairing pairing) {
    for (Numbers numbers : Numbers.values()) {
      for (int headWidth : new int[] {2, 4, 6, 14, 32, 34, 64, 128, 256}) {
        rotates(pairing, numbers, headWidth, headWidth / 2);
        rotates(pairing, numbers, headWidth, headWidth / 4); // part of each head, maybe nothing
      }
    }
  }

  private void rotates(Pairing pairing, Numbers numbers, int headWidth, int pairs) {
    int columns = 3 * headWidth;
    float[] values = numbers.take(ROWS * columns, headWidth);
    float[] turns = Numbers.ORDINARY.take(ROWS * 2 * pairs + 1, pairs);
    float[] expected = new float[values.length];
    for (int at = 0; at < values.length; at += headWidth) {
      float[] angles = part(turns, at / columns * 2 * pairs, 2 * pairs);
      float[] head = Formulas.rotate(part(values, at, headWidth), angles, pairing);
      System.arraycopy(head, 0, expected, at, headWidth);
    }
    Tensor x = memory.tensor(ROWS, columns, values);
    Tensor angles = memory.tensor(ROWS, 2 * pairs, turns);
    String what = "rotate " + pairs + " pairs of";
    trial(what, headWidth, (from, to) -> kernels.rotate(x, angles, headWidth, pairing, from, to))
        .reads(angles.read())
        .writes(x, expected)
        .run();
  }

  @ParameterizedTest
  @EnumSource
  void gates(Numbers numbers) {
    for (Activation activation : Activation.values()) {
      for (int columns : Widths.all()) {
        float[] gates = numbers.take(ROWS * columns, columns);
        float[] ups = numbers.take(ROWS * columns, columns + 1);
        float[] expected = new float[gates.length];
        for (int i = 0; i < expected.length; i++) {
          expected[i] = Formulas.gate(activation, gates[i], ups[i]);
        }
        Tensor gate = memory.tensor(ROWS, columns, gates);
        Tensor up = memory.tensor(ROWS, columns, ups);
        String what = activation.name();
        trial(what, columns, (from, to) -> kernels.gate(activation, gate, up, from, to))
            .reads(up.read())
            .writes(gate, expected)
            .run();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void activates(Numbers numbers) {
    for (Activation activation : Activation.values()) {
      for (int columns : Widths.all()) {
        float[] values = numbers.take(ROWS * columns, columns);
        float[] expected = new float[values.length];
        for (int i = 0; i < expected.length; i++) {
          expected[i] = Formulas.activate(activation, values[i]);
        }
        Tensor x = memory.tensor(ROWS, columns, values);
        String what = activation.name();
        trial(what, columns, (from, to) -> kernels.activate(activation, x, from, to))
            .writes(x, expected)
            .run();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void adds(Numbers numbers) {
    for (int columns : Widths.all()) {
      float[] values = numbers.take(ROWS * columns, columns);
      float[] deltas = numbers.take(ROWS * columns, columns + 1);
      float[] expected = new float[values.length];
      for (int i = 0; i < expected.length; i++) {
        expected[i] = values[i] + deltas[i];
      }
      Tensor x = memory.tensor(ROWS, columns, values);
      Tensor delta = memory.tensor(ROWS, columns, deltas);
      trial("add", columns, (from, to) -> kernels.add(x, delta, from, to))
          .reads(delta.read())
          .writes(x, expected)
          .run();
    }
  }

  @ParameterizedTest
  @EnumSource
  void addsABiasToEachRow(Numbers numbers) {
    for (int columns : Widths.all()) {
      float[] values = numbers.take(ROWS * columns, columns);
      float[] biases = numbers.take(columns, columns + 1);
      float[] expected = new float[values.length];
      for (int i = 0; i < expected.length; i++) {
        expected[i] = values[i] + biases[i % columns];
      }
      Tensor x = memory.tensor(ROWS, columns, values);
      Vector bias = memory.vector(biases);
      trial("add bias", columns, (from, to) -> kernels.addBias(x, bias, from, to))
          .reads(bias.floats())
          .writes(x, expected)
          .run();
    }
  }

  @ParameterizedTest
  @EnumSource
  void scales(Numbers numbers) {
    for (int columns : Widths.all()) {
      for (float factor : new float[] {0.3f, -1e-30f, 0, 1e30f}) {
        float[] values = numbers.take(ROWS * columns, columns);
        float[] expected = new float[values.length];
        for (int i = 0; i < expected.length; i++) {
          expected[i] = values[i] * factor;
        }
        Tensor x = memory.tensor(ROWS, columns, values);
        trial("scale", columns, (from, to) -> kernels.scale(x, factor, from, to))
            .writes(x, expected)
            .run();
      }
    }
  }

  private static Trial trial(String what, int width, Trial.Work work) {
    return new Trial(what + " " + width, ROWS, work);
  }
}
