package io.llamajar.kernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.llamajar.gguf.GgmlType;
import io.llamajar.quant.Quant;
import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.KvPool;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;
import io.llamajar.tensor.Weights;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Operands in exactly the memory that they need, all of it from arenas that watch what is around.
 */
final class Memory implements AutoCloseable {
  private static final Set<GgmlType> INTEGERS =
      EnumSet.of(GgmlType.I8, GgmlType.I16, GgmlType.I32, GgmlType.I64);

  private final WatchedArena.Around around;
  private final Arena arena;
  private final List<KvPool> pools = new ArrayList<>();

  Memory(WatchedArena.Around around) {
    this.around = around;
    this.arena = new WatchedArena(around);
  }

  /** A tensor of nothing but NaN. */
  Tensor tensor(int rows, int columns) {
    Tensor tensor = new Tensor(arena, rows, columns);
    fill(tensor.write());
    return tensor;
  }

  Tensor tensor(int rows, int columns, float[] values) {
    Tensor tensor = tensor(rows, columns);
    MemorySegment.copy(values, 0, tensor.write(), JAVA_FLOAT, 0, rows * columns);
    return tensor;
  }

  /** A tensor that was quantised already. */
  Tensor quantized(int rows, int columns, float[] values) {
    Tensor tensor = tensor(rows, columns, values);
    tensor.quantized().reserve(rows, columns);
    int[] lines = Formulas.quantize(values).lines();
    MemorySegment.copy(lines, 0, tensor.quantized().blocks(), JAVA_INT, 0, lines.length);
    tensor.quantized().nowCurrent();
    return tensor;
  }

  Vector vector(float[] values) {
    MemorySegment floats = arena.allocate((long) values.length * Float.BYTES, Float.BYTES);
    MemorySegment.copy(values, 0, floats, JAVA_FLOAT, 0, values.length);
    return new Vector(floats, values.length);
  }

  /** Weights of ordinary size: random blocks, less those whose scales are not; any integers. */
  Weights weights(Quant quant, int rows, int columns, int seed) {
    Random random = new Random(seed);
    int blockValues = quant.type().blockValues();
    byte[] block = new byte[quant.type().blockBytes()];
    float[] values = new float[blockValues];
    byte[] all = new byte[Math.toIntExact(rows * quant.bytes(columns))];
    for (int at = 0; at < all.length; at += block.length) {
      do {
        random.nextBytes(block);
        if (quant.type() == GgmlType.F64) {
          block[7] = 0x3f; // without it one in 200 is of that size
        }
        quant.decode(MemorySegment.ofArray(block), 0, values, blockValues);
      } while (!isOrdinary(values) && !INTEGERS.contains(quant.type()));
      System.arraycopy(block, 0, all, at, block.length);
    }
    return weights(quant, rows, columns, all);
  }

  Weights weights(Quant quant, int rows, int columns, byte[] bytes) {
    // A slice of a tensor in a file begins at any block.
    long alignment = Integer.lowestOneBit(quant.type().blockBytes());
    MemorySegment data = arena.allocate(bytes.length, alignment);
    data.copyFrom(MemorySegment.ofArray(bytes));
    return new Weights(quant.type().name(), quant, data, rows, columns);
  }

  private static boolean isOrdinary(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest > 0.01f && largest < 10; // false for NaN
  }

  /** An empty cache with room for its capacity, full of NaN. */
  KvCache cache(List<KvShape> layers, GgmlType type, int capacity) {
    KvPool pool = new KvPool(layers, type, KvPool.UNLIMITED, () -> new WatchedArena(around));
    pools.add(pool);
    KvCache cache = new KvCache(pool, capacity);
    cache.reserve(capacity);
    for (int layer = 0; layer < layers.size(); layer++) {
      for (int page = 0; page < capacity; page += KvCache.PAGE) {
        fill(cache.keys(layer, page));
        fill(cache.values(layer, page));
      }
    }
    return cache;
  }

  static void fill(MemorySegment memory) {
    WatchedArena.fill(memory);
  }

  @Override
  public void close() {
    pools.forEach(KvPool::close);
    arena.close();
  }
}
