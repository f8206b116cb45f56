package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.*;

import io.llamajar.asm.Gp;
import io.llamajar.asm.Mem;

/**
 * Pointers to some rows of weights: every fourth row has one, and its three neighbours are a
 * multiple of the stride away.
 */
final class Rows {
  private static final Gp[] FOURTHS = {r8, r9, r10, r11};
  private static final Gp STRIDE = r12;
  private static final Gp THREE_STRIDES = r13;

  private final VectorCode code;
  private final int fourths;

  /** Pointers to so many rows. */
  Rows(VectorCode code, int count) {
    this.code = code;
    this.fourths = Math.ceilDiv(count, 4);
  }

  /** How many rows have a pointer: every fourth. */
  int fourths() {
    return fourths;
  }

  /** Rows are so many bytes apart. */
  void stride(Mem bytes) {
    code.a.mov(STRIDE, bytes);
    code.a.lea(THREE_STRIDES, mem(STRIDE, STRIDE, 2));
  }

  /** Points to rows from {@code first} on. */
  void point(Gp first) {
    code.a.mov(FOURTHS[0], first);
    for (int q = 1; q < fourths; q++) {
      code.a.lea(FOURTHS[q], mem(FOURTHS[q - 1], STRIDE, 4));
    }
  }

  /** Moves a pointer from the first of these rows to the first one behind them. */
  void pass(Gp first) {
    for (int q = 0; q < fourths; q++) {
      code.a.lea(first, mem(first, STRIDE, 4));
    }
  }

  /** Some bytes of row {@code 4 * fourth + i}. */
  Mem at(int fourth, int i, int offset) {
    return switch (i) {
      case 0 -> mem(FOURTHS[fourth], offset);
      case 1 -> mem(FOURTHS[fourth], STRIDE, 1, offset);
      case 2 -> mem(FOURTHS[fourth], STRIDE, 2, offset);
      default -> mem(FOURTHS[fourth], THREE_STRIDES, 1, offset);
    };
  }

  /** Moves on in all rows. */
  void advance(int bytes) {
    for (int q = 0; q < fourths; q++) {
      code.a.add(FOURTHS[q], bytes);
    }
  }
}
