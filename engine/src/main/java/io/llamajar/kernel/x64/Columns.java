package io.llamajar.kernel.x64;

import io.llamajar.asm.Vec;
import java.util.BitSet;
import java.util.function.IntPredicate;

/**
 * Loads 16 bytes of every row so that each element of a register belongs to one row: element {@code
 * r} of register {@code c} is bytes {@code 4 c} to {@code 4 c + 3} of row {@code r}.
 *
 * <pre>
 * z[i] = 16 bytes of rows i, 4 + i, 8 + i, 12 + i, side by side
 * columns = z transposed, four elements by four
 * </pre>
 *
 * <p>What was loaded is kept in a few sets of registers, since several segments of a block are
 * often different bits of the same bytes.
 */
final class Columns {
  static final int BYTES = 16;
  private static final int NONE = -1;

  private final VectorCode code;
  private final Rows rows;
  private final Vec[][] sets; // [set][column]
  private final Vec[] temporary; // [4]
  private final int[] loaded; // the offset that a set holds
  private final BitSet[] wanted; // the columns of that
  private final int[] used; // when
  private int clock;
  private int loads;

  Columns(VectorCode code, Rows rows, Vec[][] sets, Vec[] temporary) {
    this.code = code;
    this.rows = rows;
    this.sets = sets;
    this.temporary = temporary;
    this.loaded = new int[sets.length];
    this.wanted = new BitSet[sets.length];
    this.used = new int[sets.length];
    forget();
  }

  /** To be called where the rows have moved on. */
  void forget() {
    java.util.Arrays.fill(loaded, NONE);
  }

  /** Column {@code c} of the bytes from {@code offset} on. */
  Vec at(int offset, int c) {
    int set = set(offset);
    wanted[set].set(c);
    return sets[set][c];
  }

  private int set(int offset) {
    int oldest = 0;
    for (int set = 0; set < sets.length; set++) {
      if (loaded[set] == offset) {
        used[set] = ++clock;
        return set;
      }
      if (loaded[set] == NONE || (loaded[oldest] != NONE && used[set] < used[oldest])) {
        oldest = set;
      }
    }
    wanted[oldest] = code.rehearsal().columns(loads++);
    load(offset, sets[oldest], wanted[oldest]);
    loaded[oldest] = offset;
    used[oldest] = ++clock;
    return oldest;
  }

  private void load(int offset, Vec[] columns, BitSet wanted) {
    for (int i = 0; i < 4; i++) {
      Vec z = columns[i];
      code.a.vmovdqu(z.bits(128), rows.at(0, i, offset));
      for (int q = 1; q < rows.fourths(); q++) {
        code.a.vinserti128(z, z, rows.at(q, i, offset), q);
      }
    }
    Vec[] t = temporary;
    IntPredicate isWanted = c -> !code.isRehearsed() || wanted.get(c);
    if (isWanted.test(0) || isWanted.test(1)) {
      code.a.vpunpckldq(t[0], columns[0], columns[1]);
      code.a.vpunpckldq(t[2], columns[2], columns[3]);
    }
    if (isWanted.test(2) || isWanted.test(3)) {
      code.a.vpunpckhdq(t[1], columns[0], columns[1]);
      code.a.vpunpckhdq(t[3], columns[2], columns[3]);
    }
    for (int c = 0; c < 4; c++) {
      if (isWanted.test(c) && c % 2 == 0) {
        code.a.vpunpcklqdq(columns[c], t[c / 2], t[c / 2 + 2]);
      } else if (isWanted.test(c)) {
        code.a.vpunpckhqdq(columns[c], t[c / 2], t[c / 2 + 2]);
      }
    }
  }
}
