package io.llamajar.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.llamajar.gguf.GgmlType;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.KvShape;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Sequences whose caches are full of NaN, and the rows of a batch that follow on them. */
final class Scene implements AutoCloseable {
  static final int LAYER = 1; // of two: the other has another shape

  /** A sequence that has {@code length} positions, the last of them the present tokens'. */
  record Run(int length, int tokens) {
    /** The positions of the present tokens. */
    IntStream present() {
      return IntStream.range(length - tokens, length);
    }
  }

  final List<Run> runs;
  final KvShape kv;
  final Batch batch = new Batch();

  Scene(List<Run> runs, KvShape kv, GgmlType type) {
    this.runs = runs;
    this.kv = kv;
    int width = (kv.keyWidth() / type.blockValues() + 1) * type.blockValues();
    KvShape other = new KvShape(kv.heads() + 1, width, width);
    for (Run run : runs) {
      KvCache cache = new KvCache(List.of(other, kv), type, run.length);
      cache.reserve(run.length);
      for (int page = 0; page < run.length; page += KvCache.PAGE) {
        Memory.fill(cache.keys(LAYER, page));
        Memory.fill(cache.values(LAYER, page));
      }
      cache.advance(run.length - run.tokens);
      batch.add(cache, run.tokens, 0);
    }
  }

  /** The rows of the batch. */
  int rows() {
    return runs.stream().mapToInt(Run::tokens).sum();
  }

  /** The sequence of each row. */
  int sequence(int row) {
    int sequence = 0;
    while (row >= runs.get(sequence).tokens) {
      row -= runs.get(sequence++).tokens;
    }
    return sequence;
  }

  /** The position of each row in its sequence. */
  int position(int row) {
    int sequence = sequence(row);
    int before = runs.subList(0, sequence).stream().mapToInt(Run::tokens).sum();
    return runs.get(sequence).length - runs.get(sequence).tokens + row - before;
  }

  /** The number of tiles before a row's: 16 rows of a sequence make one, or its last ones. */
  int tile(int row) {
    int tile = 0;
    for (Run run : runs) {
      if (row < run.tokens) {
        return tile + row / 16;
      }
      row -= run.tokens;
      tile += (run.tokens + 15) / 16;
    }
    return tile;
  }

  int tiles() {
    return tile(rows());
  }

  /** The positions of a row's sequence. */
  int length(int row) {
    return runs.get(sequence(row)).length;
  }

  /** A row's cache. */
  KvCache cache(int row) {
    return batch.cache(sequence(row));
  }

  /** All memory of the layer. */
  MemorySegment[] pages() {
    List<MemorySegment> pages = new ArrayList<>();
    for (int s = 0; s < runs.size(); s++) {
      for (int page = 0; page < runs.get(s).length; page += KvCache.PAGE) {
        pages.add(batch.cache(s).keys(LAYER, page));
        pages.add(batch.cache(s).values(LAYER, page));
      }
    }
    return pages.toArray(MemorySegment[]::new);
  }

  /** Writes the keys and values of a position. */
  void write(int sequence, int position, Numbers numbers) {
    KvCache cache = batch.cache(sequence);
    for (int head = 0; head < kv.heads(); head++) {
      int seed = 2 * (position * kv.heads() + head) + sequence;
      float[] key = numbers.take(kv.keyWidth(), seed);
      float[] value = numbers.take(kv.valueWidth(), seed + 1);
      write(cache, cache.key(LAYER, head, position), key);
      write(cache, cache.value(LAYER, head, position), value);
    }
  }

  /** Writes numbers, or ones of that kind where the cache's type does not have them. */
  static void write(KvCache cache, MemorySegment kept, float[] values) {
    for (int i = 0; i < values.length; i++) {
      switch (cache.quant().type()) {
        case F32 -> kept.setAtIndex(JAVA_FLOAT, i, values[i]);
        case F16 -> kept.setAtIndex(JAVA_SHORT, i, Float.floatToFloat16(values[i]));
        default -> writeLane(kept, i, values[i], values[i / 32 * 32] / 100);
      }
    }
  }

  private static void writeLane(MemorySegment kept, int i, float value, float scale) {
    kept.set(JAVA_SHORT, i / 32 * 34L, Float.floatToFloat16(scale));
    boolean finite = Float.isFinite(value / scale);
    int lane = finite ? (int) Math.clamp(Math.rint(value / scale), -128, 127) : 1;
    kept.set(JAVA_BYTE, i / 32 * 34L + 2 + i % 32, (byte) lane);
  }

  @Override
  public void close() {
    for (int s = 0; s < runs.size(); s++) {
      batch.cache(s).close();
    }
  }
}
