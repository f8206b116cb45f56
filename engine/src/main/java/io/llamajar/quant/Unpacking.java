package io.llamajar.quant;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Unpacks rows of blocks in plain Java as their type describes them.
 *
 * <p>A step of the description is taken for all blocks of a row before the next one, so that what
 * it says is looked up once per row. Eight lanes are made at once, as the bytes of a {@code long}:
 * a shift moves bits into neighbouring lanes too, where the mask that follows removes them.
 */
final class Unpacking {
  private static final int WORD = Long.BYTES; // lanes in a long
  private static final int HALF_WORD = Integer.BYTES;
  private static final long TWO_OF_EACH = 0x0303030303030303L;
  private static final long OWN_BIT = 0x8040201008040201L; // bit i of lane i
  private static final long ALL_BUT_SIGNS = 0x7f7f7f7f7f7f7f7fL;

  private final int blockValues;
  private final int blockBytes;
  private final Part[][] segments; // [blockValues / SEGMENT]
  private final byte flip;
  private final byte zero;
  private final byte[] table; // or none
  private final Factor[] scales; // [blockValues / group]
  private final Factor[] minimums; // the same, or none

  /** Looks up a type's whole description, so that nothing is made anew for each row. */
  Unpacking(BlockQuant quant) {
    blockValues = quant.type().blockValues();
    blockBytes = quant.type().blockBytes();
    segments = new Part[blockValues / BlockQuant.SEGMENT][];
    for (int s = 0; s < segments.length; s++) {
      segments[s] = quant.segment(s).toArray(new Part[0]);
    }
    flip = (byte) quant.flip();
    zero = (byte) quant.zero();
    table = new byte[quant.table().size()];
    for (int i = 0; i < table.length; i++) {
      table[i] = quant.table().get(i).byteValue();
    }
    scales = new Factor[blockValues / quant.group()];
    minimums = new Factor[quant.hasMinimum() ? scales.length : 0];
    Arrays.setAll(scales, quant::scale);
    Arrays.setAll(minimums, quant::minimum);
  }

  /** Writes the signed lanes of {@code columns} weights whose first block begins at an offset. */
  void lanes(MemorySegment data, long offset, byte[] lanes, int columns) {
    Arrays.fill(lanes, 0, columns, (byte) 0);
    for (int s = 0; s < segments.length; s++) {
      for (Part part : segments[s]) {
        int first = s * BlockQuant.SEGMENT;
        switch (part) {
          case BytePerLane bytes -> take(bytes, data, offset, lanes, first, columns);
          case BitPerLane bit -> take(bit, data, offset, lanes, first, columns);
          case EvenBits bits -> take(bits, data, offset, lanes, first, columns);
          case TwoBitsPerLane bits -> take(bits, data, offset, lanes, first, columns);
          case Fours fours -> take(fours, data, offset, lanes, first, columns);
          case Entries entries -> take(entries, data, offset, lanes, first, columns);
        }
      }
    }
    if (table.length > 0) {
      for (int i = 0; i < columns; i++) {
        lanes[i] = table[lanes[i]];
      }
    } else if (flip != 0 || zero != 0) {
      for (int i = 0; i < columns; i++) {
        lanes[i] = (byte) ((lanes[i] ^ flip) - zero);
      }
    }
  }

  private void take(
      BytePerLane part, MemorySegment data, long offset, byte[] lanes, int first, int columns) {
    switch (part) { // here, not for each block: twice as fast
      case Bits bits -> take(bits, data, offset, lanes, first, columns);
      case Trits trits -> take(trits, data, offset, lanes, first, columns);
    }
  }

  private void take(
      Bits bits, MemorySegment data, long offset, byte[] lanes, int first, int columns) {
    long from = offset + bits.offset();
    for (int at = first; at < columns; at += blockValues, from += blockBytes) {
      Bytes.orLong(lanes, at, bits.lanes(Bytes.int64(data, from)));
      Bytes.orLong(lanes, at + WORD, bits.lanes(Bytes.int64(data, from + WORD)));
    }
  }

  private void take(
      Trits trits, MemorySegment data, long offset, byte[] lanes, int first, int columns) {
    long from = offset + trits.offset();
    for (int at = first; at < columns; at += blockValues, from += blockBytes) {
      Bytes.orLong(lanes, at, trits.lanes(Bytes.int64(data, from)));
      Bytes.orLong(lanes, at + WORD, trits.lanes(Bytes.int64(data, from + WORD)));
    }
  }

  private void take(
      Fours fours, MemorySegment data, long offset, byte[] lanes, int first, int columns) {
    for (int c = 0; c < fours.parts().size(); c++) {
      BytePerLane part = fours.parts().get(c);
      long from = offset + part.offset();
      for (int at = first + c * HALF_WORD; at < columns; at += blockValues, from += blockBytes) {
        Bytes.orInt(lanes, at, (int) part.lanes(Bytes.int32(data, from)));
      }
    }
  }

  private void take(
      TwoBitsPerLane bits, MemorySegment data, long offset, byte[] lanes, int first, int columns) {
    long from = offset + bits.offset();
    for (int at = first; at < columns; at += blockValues, from += blockBytes) {
      int word = Bytes.int32(data, from);
      Bytes.orLong(lanes, at, Long.expand(word, TWO_OF_EACH));
      Bytes.orLong(lanes, at + WORD, Long.expand(word >>> 16, TWO_OF_EACH));
    }
  }

  private void take(
      BitPerLane bit, MemorySegment data, long offset, byte[] lanes, int first, int columns) {
    long from = offset + bit.offset();
    for (int at = first; at < columns; at += blockValues, from += blockBytes) {
      Bytes.orLong(lanes, at, spread(Bytes.unsigned(data, from)) << bit.left());
      Bytes.orLong(lanes, at + WORD, spread(Bytes.unsigned(data, from + 1)) << bit.left());
    }
  }

  private void take(
      EvenBits bits, MemorySegment data, long offset, byte[] lanes, int first, int columns) {
    long block = offset;
    for (int at = first; at < columns; at += blockValues, block += blockBytes) {
      Bytes.orLong(lanes, at, spread(bits.read(data, block, 0)) << bits.left());
      Bytes.orLong(lanes, at + WORD, spread(bits.read(data, block, 1)) << bits.left());
    }
  }

  private void take(
      Entries entries, MemorySegment data, long offset, byte[] lanes, int first, int columns) {
    long block = offset;
    for (int at = first; at < columns; at += blockValues, block += blockBytes) {
      Bytes.orLong(lanes, at, entries.codes(data, block, 0));
      Bytes.orLong(lanes, at + WORD, entries.codes(data, block, 1));
    }
  }

  /** Bit {@code i} of eight as lane {@code i}, which is 0 or 1. */
  private static long spread(long eight) {
    long own = (eight * Bytes.EACH) & OWN_BIT;
    return ((own + ALL_BUT_SIGNS) >>> 7)
        & Bytes.EACH; // a sum has its sign bit if its lane was not 0
  }

  /** Writes the scales of the groups of so many weights. */
  void scales(MemorySegment data, long offset, float[] factors, int columns) {
    factors(scales, data, offset, factors, columns);
  }

  /** Writes the minimums, if there are any. */
  void minimums(MemorySegment data, long offset, float[] factors, int columns) {
    factors(minimums, data, offset, factors, columns);
  }

  private void factors(
      Factor[] description, MemorySegment data, long offset, float[] factors, int columns) {
    int end = columns / blockValues * description.length;
    for (int g = 0; g < description.length; g++) {
      Factor factor = description[g];
      long block = offset;
      for (int at = g; at < end; at += description.length, block += blockBytes) {
        factors[at] = factor.read(data, block);
      }
    }
  }
}
