package io.llamajar.asm;

/**
 * How an instruction is encoded, in one number: the line that Intel's manual prints for it.
 *
 * <p>{@code VEX.128.66.0F38.W0 B8 /r} is {@code _66 | _0F38 | 0xB8}. What is not named is what most
 * instructions have: no prefix, W0, both a VEX and an EVEX encoding, vectors of every width.
 */
final class Form {
  private static final int PREFIX = 10;
  private static final int TUPLE = 16;
  private static final int DIGIT = 24;

  // The opcode map; without one of these an instruction is of the one-byte map.
  static final int _0F = 1 << 8;
  static final int _0F38 = 2 << 8;
  static final int _0F3A = 3 << 8;

  // The prefix that selects among instructions of the same opcode.
  static final int _66 = 1 << PREFIX;
  static final int _F3 = 2 << PREFIX;
  static final int _F2 = 3 << PREFIX;

  // The bit W: for vectors part of the opcode, for general-purpose registers "64 bits".
  private static final int VEX_W1 = 1 << 12;
  private static final int EVEX_W1 = 1 << 13;
  static final int W1 = VEX_W1 | EVEX_W1;
  static final int EW1 = EVEX_W1;

  // The only encoding, where there are not two.
  static final int VEX = 1 << 14;
  static final int EVEX = 1 << 15;

  // How many bytes are read or written if an operand is memory, which is also how far 1 in an
  // EVEX-encoded displacement of 8 bits goes (SDM volume 2, section 2.7.5): all of the vector, or
  // one element repeated; all of it and nothing else; a fraction of it; a number.
  static final int FULL = 0;
  static final int WHOLE = 1 << TUPLE;
  static final int HALF = 2 << TUPLE;
  static final int QUARTER = 3 << TUPLE;
  static final int EIGHTH = 4 << TUPLE;
  static final int M1 = 8 << TUPLE;
  static final int M2 = 9 << TUPLE;
  static final int M4 = 10 << TUPLE;
  static final int M8 = 11 << TUPLE;
  static final int M16 = 12 << TUPLE;
  static final int M32 = 13 << TUPLE;

  // The widths of vectors, where not all are possible: xmm, ymm, zmm.
  static final int NO_X = 1 << 20;
  static final int NO_Y = 1 << 21;
  static final int NO_Z = 1 << 22;
  static final int X = NO_Y | NO_Z;
  static final int YZ = NO_X;
  static final int Z = NO_X | NO_Y;

  // An immediate byte follows.
  static final int IB = 1 << 23;

  // A digit in ModRM's reg field that is part of the opcode, "/2" in the manual.
  static final int _1 = 1 << DIGIT;
  static final int _2 = 2 << DIGIT;
  static final int _3 = 3 << DIGIT;
  static final int _4 = 4 << DIGIT;
  static final int _5 = 5 << DIGIT;
  static final int _6 = 6 << DIGIT;
  static final int _7 = 7 << DIGIT;

  // Four immediate bytes follow.
  static final int ID = 1 << 27;

  // A REX prefix even if no bit of it is needed: without one the byte registers 4 to 7 are others.
  static final int REX = 1 << 28;

  // No write mask, although there is an EVEX encoding.
  static final int PLAIN = 1 << 29;

  private Form() {}

  static int opcode(int form) {
    return form & 0xFF;
  }

  static int map(int form) {
    return form >> 8 & 3;
  }

  /** 0 to 3 for none, 66, F3, F2: the field pp of VEX and EVEX. */
  static int prefix(int form) {
    return form >> PREFIX & 3;
  }

  static boolean vexW(int form) {
    return (form & VEX_W1) != 0;
  }

  static boolean evexW(int form) {
    return (form & EVEX_W1) != 0;
  }

  static boolean hasVex(int form) {
    return (form & EVEX) == 0;
  }

  static boolean hasEvex(int form) {
    return (form & VEX) == 0;
  }

  static boolean hasWidth(int form, int bits) {
    return (form & (bits == 128 ? NO_X : bits == 256 ? NO_Y : NO_Z)) == 0;
  }

  static boolean canMask(int form) {
    return (form & PLAIN) == 0;
  }

  static boolean canBroadcast(int form) {
    return (form >> TUPLE & 15) == FULL;
  }

  /** Bytes of one element that is broadcast. */
  static int elementBytes(int form) {
    return evexW(form) ? 8 : 4;
  }

  /** Bytes of its memory operand, for vectors of so many bits. */
  static int memoryBytes(int form, int bits) {
    int tuple = form >> TUPLE & 15;
    return tuple >= 8 ? 1 << (tuple - 8) : tuple == 0 ? bits / 8 : (bits / 4) >> tuple;
  }

  static int digit(int form) {
    return form >> DIGIT & 7;
  }

  static boolean needsRex(int form) {
    return (form & REX) != 0;
  }

  static int immediateBytes(int form) {
    return (form & IB) != 0 ? 1 : (form & ID) != 0 ? 4 : 0;
  }
}
