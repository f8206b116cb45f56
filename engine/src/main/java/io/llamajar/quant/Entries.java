package io.llamajar.quant;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Entries of a codebook, one after the other: their codes become the lowest bits of the lanes.
 *
 * @param numbers which entries: two of eight lanes or four of four
 */
public record Entries(Codebook book, List<Whole> numbers) implements Part {
  static Entries of(Codebook book, Whole... numbers) {
    return new Entries(book, List.of(numbers));
  }

  /** The codes of lanes 0-7 or 8-15, as bytes, in the block that begins at {@code block}. */
  long codes(MemorySegment data, long block, int half) {
    if (book.lanes() == 8) {
      return book.codes(numbers.get(half).read(data, block));
    }
    long low = book.codes(numbers.get(2 * half).read(data, block));
    long high = book.codes(numbers.get(2 * half + 1).read(data, block));
    return low | high << 32;
  }
}
