package io.llamajar.kernel.x64;

import io.llamajar.asm.Vec;

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
  private final int[] used; // when
  private int clock;

  Columns(VectorCode code, Rows rows, Vec[][] sets, Vec[] temporary) {
    this.code = code;
    this.rows = rows;
    this.sets = sets;
    this.temporary = temporary;
    this.loaded = new int[sets.length];
    this.used = new int[sets.length];
    forget();
  }

  /** To be called where the rows have moved on. */
  void forget() {
    java.util.Arrays.fill(loaded, NONE);
  }

  /** The four columns of the bytes from {@code offset} on. */
  Vec[] at(int offset) {
    int oldest = 0;
    for (int set = 0; set < sets.length; set++) {
      if (loaded[set] == offset) {
        used[set] = ++clock;
        return sets[set];
      }
      if (loaded[set] == NONE || (loaded[oldest] != NONE && used[set] < used[oldest])) {
        oldest = set;
      }
    }
    load(offset, sets[oldest]);
    loaded[oldest] = offset;
    used[oldest] = ++clock;
    return sets[oldest];
  }

  private void load(int offset, Vec[] columns) {
    for (int i = 0; i < 4; i++) {
      Vec z = columns[i];
      code.a.vmovdqu(z.bits(128), rows.at(0, i, offset));
      for (int q = 1; q < rows.fourths(); q++) {
        code.a.vinserti128(z, z, rows.at(q, i, offset), q);
      }
    }
    Vec[] t = temporary;
    code.a.vpunpckldq(t[0], columns[0], columns[1]);
    code.a.vpunpckhdq(t[1], columns[0], columns[1]);
    code.a.vpunpckldq(t[2], columns[2], columns[3]);
    code.a.vpunpckhdq(t[3], columns[2], columns[3]);
    code.a.vpunpcklqdq(columns[0], t[0], t[2]);
    code.a.vpunpckhqdq(columns[1], t[0], t[2]);
    code.a.vpunpcklqdq(columns[2], t[1], t[3]);
    code.a.vpunpckhqdq(columns[3], t[1], t[3]);
  }
}
