package io.llamajar.quant;

import java.lang.foreign.MemorySegment;

/**
 * Unpacks blocks in plain Java as their type describes them.
 *
 * <p>Eight lanes are made at once, as the bytes of a {@code long}: a shift moves bits into
 * neighbouring lanes, where the mask that follows removes them.
 */
final class Unpacking {
  private static final int WORD = Long.BYTES; // lanes in a long
  private static final long EACH = 0x0101010101010101L; // times a byte: that byte in all lanes
  private static final long SIGNS = 0x8080808080808080L;
  private static final long OWN_BIT = 0x8040201008040201L; // bit i of lane i

  private final Part[][] segments; // [blockValues / SEGMENT]
  private final Factor[] scales; // [blockValues / group]
  private final Factor[] minimums; // the same, or none
  private final long flip;
  private final long zero;

  /** Looks up a type's whole description, so that nothing is made anew for each block. */
  Unpacking(BlockQuant quant) {
    int values = quant.type().blockValues();
    segments = new Part[values / BlockQuant.SEGMENT][];
    for (int s = 0; s < segments.length; s++) {
      segments[s] = quant.segment(s).toArray(new Part[0]);
    }
    scales = new Factor[values / quant.group()];
    minimums = new Factor[quant.hasMinimum() ? scales.length : 0];
    for (int g = 0; g < scales.length; g++) {
      scales[g] = quant.scale(g);
      if (quant.hasMinimum()) {
        minimums[g] = quant.minimum(g);
      }
    }
    flip = quant.flip() * EACH;
    zero = quant.zero() * EACH;
  }

  /** Unpacks the block at {@code block} to the lanes from {@code at} and to their groups. */
  void unpack(MemorySegment data, long block, UnpackedRow row, int at) {
    for (int s = 0; s < segments.length; s++) {
      int lane = at + s * BlockQuant.SEGMENT;
      Bytes.putLong(row.lanes, lane, signed(lanes(segments[s], data, block, 0)));
      Bytes.putLong(row.lanes, lane + WORD, signed(lanes(segments[s], data, block, WORD)));
    }
    int group = at / segments.length / BlockQuant.SEGMENT * scales.length;
    for (int g = 0; g < scales.length; g++) {
      row.scales[group + g] = scales[g].read(data, block);
    }
    for (int g = 0; g < minimums.length; g++) {
      row.minimums[group + g] = minimums[g].read(data, block);
    }
  }

  /** Unsigned lanes of a segment, eight from {@code first} on. */
  private static long lanes(Part[] parts, MemorySegment data, long block, int first) {
    long lanes = 0;
    for (Part part : parts) {
      lanes |=
          switch (part) {
            case Bits bits -> {
              long bytes = Bytes.int64(data, block + bits.offset() + first);
              yield ((bytes >>> bits.shift()) & (bits.mask() * EACH)) << bits.left();
            }
            case BitPerLane bit -> {
              int eight = Bytes.unsigned(data, block + bit.offset() + first / Byte.SIZE);
              long own = eight * EACH & OWN_BIT; // in each lane its bit or nothing ...
              yield (((own + ~SIGNS) >>> 7) & EACH) << bit.left(); // ... becomes 1 or 0
            }
          };
    }
    return lanes;
  }

  /** Flips and subtracts the zero in each lane; no lane borrows from the next. */
  private long signed(long lanes) {
    long unsigned = lanes ^ flip;
    return ((unsigned | SIGNS) - (zero & ~SIGNS)) ^ ((unsigned ^ ~zero) & SIGNS);
  }
}
