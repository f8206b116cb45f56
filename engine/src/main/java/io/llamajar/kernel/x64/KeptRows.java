package io.llamajar.kernel.x64;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.llamajar.gguf.GgmlType;
import io.llamajar.tensor.KvCache;
import java.lang.foreign.MemorySegment;

/**
 * A head's keys or values of a page, for one thread: as they lie in the cache if functions can take
 * them, else as float32, padded with zeros to a multiple of 16 values.
 */
final class KeptRows {
  private final Room room = new Room();
  private float[] floats = {};
  private long address;
  private long bytes;
  private Element element = Element.F32;

  /** What is wanted of a page. */
  record Wanted(KvCache cache, MemorySegment page, int head, int width) {
    /** All positions of the head. */
    private MemorySegment kept() {
      long from = cache.offset(head, 0, width);
      return page.asSlice(from, cache.quant().bytes((long) KvCache.PAGE * width));
    }
  }

  /**
   * Takes positions {@code [from, to)}, whole steps of {@link AttentionItem#STEP}.
   *
   * @param asFloats to have float32 in any case
   */
  void take(
      Wanted wanted,
      int from,
      int to,
      boolean asFloats,
      AttentionSteps steps,
      Arguments arguments) {
    int width = wanted.width;
    boolean whole = width == AttentionItem.padded(width);
    GgmlType type = wanted.cache.quant().type();
    element = whole && type == GgmlType.F16 && !asFloats ? Element.F16 : Element.F32;
    bytes = AttentionItem.padded(width) * (long) element.bytes();
    MemorySegment kept = wanted.kept();
    if (whole && (type == GgmlType.F32 || element == Element.F16)) {
      address = kept.address();
      return;
    }
    MemorySegment rows = room.bytes(KvCache.PAGE * bytes);
    address = rows.address();
    if (whole) {
      long at = wanted.cache.quant().bytes((long) from * width);
      steps.widen(type, kept.address() + at, address(from), (to - from) * width, arguments);
    } else {
      decode(wanted, rows, from, to);
    }
  }

  private void decode(Wanted wanted, MemorySegment rows, int from, int to) {
    if (floats.length < AttentionItem.padded(wanted.width)) {
      floats = new float[AttentionItem.padded(wanted.width)];
    }
    java.util.Arrays.fill(floats, 0);
    for (int j = from; j < to; j++) {
      long at = wanted.cache.offset(wanted.head, j, wanted.width);
      wanted.cache.quant().decode(wanted.page, at, floats, wanted.width);
      MemorySegment.copy(
          floats, 0, rows, JAVA_FLOAT, j * bytes, Math.toIntExact(bytes / Float.BYTES));
    }
  }

  /** Where the row of a position of the page is. */
  long address(int position) {
    return address + position * bytes;
  }

  /** The bytes from a row to the next. */
  long bytes() {
    return bytes;
  }

  Element element() {
    return element;
  }
}
