package io.llamajar.asm;

import org.jspecify.annotations.Nullable;

/**
 * Turns a {@link Form} and operands into bytes: prefixes, opcode, ModRM, SIB, displacement.
 *
 * <p>The tables of instructions are built on it. Sources: Intel SDM volume 2, sections 2.1 (ModRM
 * and SIB), 2.2.1 (REX), 2.3.5 (VEX), 2.7.1 (EVEX) and 2.7.5 (its compressed displacement).
 */
abstract class Encoder {
  /** What goes into the prefix's and ModRM's fields, besides the operand that may be memory. */
  record Fields(int reg, int vvvv, int mask, boolean zeroing) {
    /** Of an instruction that has no mask. */
    Fields(int reg, int vvvv) {
      this(reg, vvvv, 0, false);
    }

    /** Of one that writes {@code d}. */
    Fields(Vec d, int vvvv) {
      this(d.number(), vvvv, d.mask(), d.zeroing());
    }

    boolean needEvex() {
      return reg > 15 || vvvv > 15 || mask != 0;
    }
  }

  final Code code = new Code();
  private final @Nullable Listing listing;

  Encoder(boolean listed) {
    listing = listed ? new Listing() : null;
  }

  /** What the listing, if there is one, says about the instruction that comes next. */
  final void note(String mnemonic, int form, int bits, Object... operands) {
    if (listing != null) {
      listing.add(code.size(), mnemonic, form, bits, operands);
    }
  }

  /** One more operand of the instruction that was noted last. */
  final void noteImmediate(long number) {
    if (listing != null) {
      listing.operand(number);
    }
  }

  /** What was assembled, as text: address, bytes, instruction; nothing unless asked for. */
  public final String listing() {
    return listing == null ? "" : listing.text(code.assemble(), code.size());
  }

  // ---- legacy: general-purpose registers ----

  /** An instruction on general-purpose registers. */
  final void legacy(int form, int reg, Gp rm) {
    legacyPrefix(form, reg >> 3 << 2 | rm.number() >> 3);
    code.put8(Form.opcode(form));
    direct(reg, rm.number());
  }

  /** An instruction on a general-purpose register, if any, and memory. */
  final void legacy(int form, int reg, Mem mem) {
    noVectorIndex(mem);
    if (mem.broadcast || mem.mask != 0) {
      throw new IllegalArgumentException("a broadcast or a mask is for vectors");
    }
    legacyPrefix(form, reg >> 3 << 2 | high(mem));
    code.put8(Form.opcode(form));
    indirect(reg, mem, 1, Form.immediateBytes(form));
  }

  /** An instruction that has its general-purpose register in the opcode. */
  final void inOpcode(int form, Gp register) {
    legacyPrefix(form, register.number() >> 3);
    code.put8(Form.opcode(form) | (register.number() & 7));
  }

  /** Prefix, REX where needed, escape. {@code rxb}: the registers' fourth bits. */
  private void legacyPrefix(int form, int rxb) {
    switch (Form.prefix(form)) {
      case 1 -> code.put8(0x66);
      case 2 -> code.put8(0xF3);
      case 3 -> code.put8(0xF2);
      default -> {}
    }
    int rex = (Form.vexW(form) ? 8 : 0) | rxb;
    if (rex != 0 || Form.needsRex(form)) {
      code.put8(0x40 | rex);
    }
    if (Form.map(form) != 0) {
      code.put8(0x0F);
    }
  }

  // ---- VEX and EVEX: vector and mask registers ----

  final void encode(int form, int bits, Fields fields, Operand rm) {
    if (rm instanceof Vec vec) {
      encodeRegister(form, bits, fields, vec);
    } else {
      encodeMemory(form, bits, fields, (Mem) rm);
    }
  }

  final void encodeRegister(int form, int bits, Fields fields, Register rm) {
    if (rm instanceof Vec vec && vec.bits() != Math.max(128, 8 * Form.memoryBytes(form, bits))) {
      throw new IllegalArgumentException("the widths of the operands do not go together");
    }
    int number = rm.number();
    if (isEvex(form, bits, fields, number > 15)) {
      evexPrefix(form, bits, fields, number >> 3 & 3, false);
    } else {
      vexPrefix(form, bits, fields, number >> 3);
    }
    code.put8(Form.opcode(form));
    direct(fields.reg, number);
  }

  private void encodeMemory(int form, int bits, Fields fields, Mem rm) {
    noVectorIndex(rm);
    encodeAnyMemory(form, bits, fields, rm);
  }

  /** With memory, also where the index is a vector. */
  final void encodeAnyMemory(int form, int bits, Fields fields, Mem rm) {
    if (rm.broadcast && !Form.canBroadcast(form)) {
      throw new IllegalArgumentException("this instruction cannot broadcast from memory");
    }
    if (rm.mask != 0 && rm.mask != fields.mask) {
      throw new IllegalArgumentException("a mask is for what is written, not for what is read");
    }
    int unit = 1; // bytes that 1 in a short displacement stands for
    if (isEvex(form, bits, fields, rm.broadcast)) {
      unit = rm.broadcast ? Form.elementBytes(form) : Form.memoryBytes(form, bits);
      evexPrefix(form, bits, fields, high(rm), rm.broadcast);
    } else {
      vexPrefix(form, bits, fields, high(rm));
    }
    code.put8(Form.opcode(form));
    indirect(fields.reg, rm, unit, Form.immediateBytes(form));
  }

  private static boolean isEvex(int form, int bits, Fields fields, boolean rmNeedsEvex) {
    if (!Form.hasWidth(form, bits)) {
      throw new IllegalArgumentException("this instruction has no form of " + bits + " bits");
    }
    if (fields.mask != 0 && !Form.canMask(form)) {
      throw new IllegalArgumentException("this instruction cannot be masked");
    }
    boolean needed = rmNeedsEvex || fields.needEvex() || bits == 512;
    if (needed && !Form.hasEvex(form)) {
      throw new IllegalArgumentException(
          "this instruction has no EVEX encoding, and its operands need one");
    }
    return needed || !Form.hasVex(form);
  }

  /** {@code xb}: the fourth bits of index and base; VEX stores them, like R and vvvv, inverted. */
  private void vexPrefix(int form, int bits, Fields fields, int xb) {
    int w = Form.vexW(form) ? 0x80 : 0;
    int last = (~fields.vvvv & 15) << 3 | (bits == 256 ? 4 : 0) | Form.prefix(form);
    int r = fields.reg > 7 ? 0 : 0x80;
    if (xb == 0 && w == 0 && Form.map(form) == 1) {
      code.put8(0xC5);
      code.put8(r | last);
    } else {
      code.put8(0xC4);
      code.put8(r | (~xb & 3) << 5 | Form.map(form));
      code.put8(w | last);
    }
  }

  private void evexPrefix(int form, int bits, Fields fields, int xb, boolean broadcast) {
    int r = ~fields.reg & 8;
    int r2 = ~fields.reg & 16;
    int v2 = ~fields.vvvv & 16;
    int width = bits == 512 ? 2 : bits == 256 ? 1 : 0;
    code.put8(0x62);
    code.put8(r << 4 | (~xb & 3) << 5 | r2 | Form.map(form));
    code.put8((Form.evexW(form) ? 0x80 : 0) | (~fields.vvvv & 15) << 3 | 4 | Form.prefix(form));
    code.put8(
        (fields.zeroing ? 0x80 : 0) | width << 5 | (broadcast ? 16 : 0) | v2 >> 1 | fields.mask);
  }

  // ---- ModRM and what follows ----

  private void direct(int reg, int rm) {
    code.put8(0xC0 | (reg & 7) << 3 | (rm & 7));
  }

  private void indirect(int reg, Mem mem, int unit, int bytesBehind) {
    int field = (reg & 7) << 3;
    if (mem.address instanceof Address.Relative relative) {
      code.put8(field | 5);
      code.putDistance(relative.label(), relative.displacement(), bytesBehind);
      return;
    }
    int displacement = mem.address.displacement();
    int base = base(mem).number() & 7;
    int mod = mod(displacement, unit, base);
    if (mem.address instanceof Address.Indexed indexed) {
      code.put8(mod << 6 | field | 4);
      int scale = Integer.numberOfTrailingZeros(indexed.scale());
      code.put8(scale << 6 | (indexed.index().number() & 7) << 3 | base);
    } else {
      code.put8(mod << 6 | field | base);
      if (base == 4) { // which means "a SIB byte follows": here one without an index
        code.put8(0x24);
      }
    }
    if (mod == 1) {
      code.put8(displacement / unit);
    } else if (mod == 2) {
      code.put32(displacement);
    }
  }

  /** How the displacement is stored: not (base 5 cannot do without), in one byte, in four. */
  private static int mod(int displacement, int unit, int base) {
    if (displacement == 0 && base != 5) {
      return 0;
    }
    int units = displacement / unit;
    return displacement % unit == 0 && units == (byte) units ? 1 : 2;
  }

  /** The fourth bits of the numbers of index and base. */
  private static int high(Mem mem) {
    if (mem.address instanceof Address.Relative) {
      return 0;
    }
    int index =
        mem.address instanceof Address.Indexed indexed ? indexed.index().number() >> 3 & 1 : 0;
    return index << 1 | base(mem).number() >> 3;
  }

  private static Gp base(Mem mem) {
    return mem.address instanceof Address.Indexed indexed
        ? indexed.base()
        : ((Address.Based) mem.address).base();
  }

  private static void noVectorIndex(Mem mem) {
    if (mem.address instanceof Address.Indexed indexed && !(indexed.index() instanceof Gp)) {
      throw new IllegalArgumentException("only a gather can have a vector of indices");
    }
  }
}
