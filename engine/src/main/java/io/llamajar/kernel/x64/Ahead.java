package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.mem;

import io.llamajar.asm.Gp;

/**
 * Prefetches the rows after those at work: as many bytes for each block as it has, a few lines at a
 * time between the instructions that compute.
 *
 * <p>The hardware does not see coming that sixteen rows are read side by side, nor where they end.
 */
final class Ahead {
  private static final int LINE = 64;

  private final VectorCode code;
  private final Gp pointer;
  private final int bytes;

  /** For so many bytes of a block of all rows. */
  Ahead(VectorCode code, Gp pointer, int bytes) {
    this.code = code;
    this.pointer = pointer;
    this.bytes = bytes;
  }

  /** One of so many parts of a block. */
  void fetch(int part, int parts) {
    int lines = (bytes + LINE - 1) / LINE;
    for (int line = part * lines / parts; line < (part + 1) * lines / parts; line++) {
      code.a.prefetcht0(mem(pointer, line * LINE));
    }
  }

  /** On to the next block. */
  void advance() {
    code.a.add(pointer, bytes);
  }
}
