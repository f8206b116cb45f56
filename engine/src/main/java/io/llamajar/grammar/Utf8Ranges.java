package io.llamajar.grammar;

import java.nio.charset.StandardCharsets;

/**
 * Cuts a range of characters into ranges of bytes: the UTF-8 of every character in it, and of no
 * other, is one byte of each range in turn.
 *
 * <p>A range is halved where the number of bytes changes, and where the bytes after some position
 * do not run through all their values (the method of Ken Thompson's grep, written up by Russ Cox,
 * "Regular Expression Matching in the Wild").
 */
final class Utf8Ranges {
  /** Is given the ranges of one row. */
  interface Row {
    /**
     * @param first byte of each range, 1 to 4 of them
     * @param last byte of each range
     */
    void accept(byte[] first, byte[] last);
  }

  private static final int[] LAST_OF_LENGTH = {0x7F, 0x7FF, 0xFFFF};

  private Utf8Ranges() {}

  static void split(CodePoints points, Row row) {
    int[] bounds = points.bounds();
    for (int i = 0; i < bounds.length; i += 2) {
      split(bounds[i], bounds[i + 1], row);
    }
  }

  private static void split(int first, int last, Row row) {
    for (int limit : LAST_OF_LENGTH) {
      if (first <= limit && limit < last) {
        split(first, limit, row);
        split(limit + 1, last, row);
        return;
      }
    }
    if (last > 0x7F) {
      for (int bits = 6; bits <= 18; bits += 6) {
        int low = (1 << bits) - 1;
        if ((first & ~low) != (last & ~low)) {
          if ((first & low) != 0) {
            split(first, first | low, row);
            split((first | low) + 1, last, row);
            return;
          }
          if ((last & low) != low) {
            split(first, (last & ~low) - 1, row);
            split(last & ~low, last, row);
            return;
          }
        }
      }
    }
    row.accept(bytes(first), bytes(last));
  }

  private static byte[] bytes(int point) {
    return Character.toString(point).getBytes(StandardCharsets.UTF_8);
  }
}
