package io.llamajar.kernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.llamajar.quant.Quant;
import io.llamajar.tensor.Quantized;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;
import io.llamajar.tensor.Weights;
import io.llamajar.tensor.Workspace;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;

/** Operands in more memory than they need, with NaN around them. */
final class Memory implements AutoCloseable {
  private static final int NAN = 0x7fc5a5a5;
  private static final int AROUND = 32; // bytes: how GGUF files align tensors

  private final Arena arena = Arena.ofShared();
  private final Workspace workspace = new Workspace();

  /** A tensor of nothing but NaN. */
  Tensor tensor(int rows, int columns) {
    int mark = workspace.mark();
    Tensor larger = workspace.tensor(rows + 1, columns + Quantized.BLOCK);
    fill(larger.write());
    larger.quantized().reserve(rows + 2, (columns / Quantized.BLOCK + 1) * Quantized.BLOCK);
    fill(larger.quantized().blocks());
    workspace.release(mark);
    return workspace.tensor(rows, columns);
  }

  Tensor tensor(int rows, int columns, float[] values) {
    Tensor tensor = tensor(rows, columns);
    MemorySegment.copy(values, 0, tensor.write(), JAVA_FLOAT, 0, rows * columns);
    return tensor;
  }

  /** A tensor that was quantised already. */
  Tensor quantized(int rows, int columns, float[] values) {
    Tensor tensor = tensor(rows, columns, values);
    int[] lines = Formulas.quantize(values).lines();
    MemorySegment.copy(lines, 0, tensor.quantized().blocks(), JAVA_INT, 0, lines.length);
    tensor.quantized().nowCurrent();
    return tensor;
  }

  Vector vector(float[] values) {
    MemorySegment floats = around((long) values.length * Float.BYTES);
    MemorySegment.copy(values, 0, floats, JAVA_FLOAT, 0, values.length);
    return new Vector(floats, values.length);
  }

  /** Weights of ordinary size: random blocks, less those whose scales are not of that size. */
  Weights weights(Quant quant, int rows, int columns, int seed) {
    Random random = new Random(seed);
    int blockValues = quant.type().blockValues();
    byte[] block = new byte[quant.type().blockBytes()];
    float[] values = new float[blockValues];
    byte[] all = new byte[Math.toIntExact(rows * quant.bytes(columns))];
    for (int at = 0; at < all.length; at += block.length) {
      do {
        random.nextBytes(block);
        quant.decode(MemorySegment.ofArray(block), 0, values, blockValues);
      } while (!isOrdinary(values));
      System.arraycopy(block, 0, all, at, block.length);
    }
    return weights(quant, rows, columns, all);
  }

  Weights weights(Quant quant, int rows, int columns, byte[] bytes) {
    MemorySegment data = around(bytes.length).copyFrom(MemorySegment.ofArray(bytes));
    return new Weights(quant.type().name(), quant, data, rows, columns);
  }

  private static boolean isOrdinary(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest > 0.01f && largest < 10; // false for NaN
  }

  private MemorySegment around(long bytes) {
    MemorySegment larger = arena.allocate(AROUND + bytes + AROUND, 64);
    fill(larger);
    return larger.asSlice(AROUND, bytes);
  }

  static void fill(MemorySegment memory) {
    for (long at = 0; at + Integer.BYTES <= memory.byteSize(); at += Integer.BYTES) {
      memory.set(JAVA_INT, at, NAN);
    }
  }

  @Override
  public void close() {
    workspace.close();
    arena.close();
  }
}
