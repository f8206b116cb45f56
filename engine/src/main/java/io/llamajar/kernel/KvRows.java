package io.llamajar.kernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/** Writes what a head keeps of a position. */
final class KvRows {
  private KvRows() {}

  /** Writes the {@code head}-th run of {@code width} values of row {@code t} to its page. */
  static void write(Tensor rows, int t, int head, int width, KvCache cache, MemorySegment page) {
    long from = (long) t * rows.columns() + (long) head * width;
    long to = cache.offset(head, cache.length() + t, width);
    switch (cache.quant().type()) {
      case F32 -> MemorySegment.copy(rows.read(), from * 4, page, to, width * 4L);
      case F16 -> {
        for (int i = 0; i < width; i++) {
          short half = Float.floatToFloat16(rows.read().getAtIndex(JAVA_FLOAT, from + i));
          page.set(JAVA_SHORT, to + 2L * i, half);
        }
      }
      default -> throw new IllegalStateException("a cache of " + cache.quant().type());
    }
  }
}
