package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.*;

import io.llamajar.asm.Gp;
import io.llamajar.asm.Mem;

/**
 * Pointers to as many rows as a register has elements: every fourth row has one, and its three
 * neighbours are a multiple of the stride away.
 */
final class Rows {
  private static final Gp[] FOURTHS = {r8, r9, r10, r11};
  private static final Gp STRIDE = r12;
  private static final Gp THREE_STRIDES = r13;

  private final VectorCode code;
  private final int fourths;

  Rows(VectorCode code) {
    this.code = code;
    this.fourths = code.isa.lanes() / 4;
  }

  /** How many rows have a pointer: every fourth. */
  int fourths() {
    return fourths;
  }

  /** Points to rows from {@code first} on, {@code stride} bytes apart. */
  void point(Mem first, Mem stride) {
    code.a.mov(STRIDE, stride);
    code.a.lea(THREE_STRIDES, mem(STRIDE, STRIDE, 2));
    code.a.mov(FOURTHS[0], first);
    for (int q = 1; q < fourths; q++) {
      code.a.lea(FOURTHS[q], mem(FOURTHS[q - 1], STRIDE, 4));
    }
  }

  /** Moves what is pointed to next by so many rows; rax is lost. */
  void move(Mem first, int rows) {
    code.a.imul(rax, STRIDE, rows);
    code.a.add(rax, first);
    code.a.mov(first, rax);
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
