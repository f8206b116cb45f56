package io.llamajar.asm;

import static io.llamajar.asm.Form.*;

/**
 * The instructions on general-purpose registers: addresses, counters, jumps. Where a name has a
 * number of bits at its end it works on so many, all others on 64.
 *
 * <p>Source: Intel SDM volume 2, chapters 3 to 5, where each has a section by its name.
 */
public abstract sealed class GeneralInstructions extends Encoder permits VectorShapes {
  private static final int GP_BITS = 64;

  GeneralInstructions(boolean listed) {
    super(listed);
  }

  // spotless:off
  // ---- moves ----
  public void mov(Gp d, Gp s)          { store("mov", W1 | 0x89, d, s); }
  public void mov(Gp d, Mem s)         { op("mov", W1 | 0x8B, d, s); }
  public void mov(Mem d, Gp s)         { store("mov", W1 | 0x89, d, s); }
  public void mov32(Gp d, Gp s)        { store("mov", 0x89, d, s); }
  public void mov32(Gp d, Mem s)       { op("mov", M4 | 0x8B, d, s); }
  public void mov32(Mem d, Gp s)       { store("mov", M4 | 0x89, d, s); }
  public void mov16(Mem d, Gp s)       { store("mov", M2 | _66 | 0x89, d, s); }
  public void mov8(Mem d, Gp s)        { store("mov", M1 | 0x88 | (s.number() > 3 ? REX : 0), d, s); }
  public void movzx16(Gp d, Mem s)     { op("movzx", _0F | M2 | 0xB7, d, s); }
  public void movzx8(Gp d, Mem s)      { op("movzx", _0F | M1 | 0xB6, d, s); }
  public void movsxd(Gp d, Mem s)      { op("movsxd", W1 | M4 | 0x63, d, s); }
  public void movsx16(Gp d, Mem s)     { op("movsx", W1 | _0F | M2 | 0xBF, d, s); }
  public void movsx8(Gp d, Mem s)      { op("movsx", W1 | _0F | M1 | 0xBE, d, s); }
  public void lea(Gp d, Mem s)         { op("lea", W1 | 0x8D, d, s); }
  public void push(Gp s)               { pushOrPop("push", 0x50, s); }
  public void pop(Gp d)                { pushOrPop("pop", 0x58, d); }

  // ---- arithmetic ----
  public void add(Gp d, Gp s)          { store("add", W1 | 0x01, d, s); }
  public void add(Gp d, Mem s)         { op("add", W1 | 0x03, d, s); }
  public void add(Gp d, int i)         { op("add", 0, d, i); }
  public void or(Gp d, Gp s)           { store("or", W1 | 0x09, d, s); }
  public void or(Gp d, Mem s)          { op("or", W1 | 0x0B, d, s); }
  public void or(Gp d, int i)          { op("or", _1, d, i); }
  public void and(Gp d, Gp s)          { store("and", W1 | 0x21, d, s); }
  public void and(Gp d, Mem s)         { op("and", W1 | 0x23, d, s); }
  public void and(Gp d, int i)         { op("and", _4, d, i); }
  public void sub(Gp d, Gp s)          { store("sub", W1 | 0x29, d, s); }
  public void sub(Gp d, Mem s)         { op("sub", W1 | 0x2B, d, s); }
  public void sub(Gp d, int i)         { op("sub", _5, d, i); }
  public void xor(Gp d, Gp s)          { store("xor", W1 | 0x31, d, s); }
  public void xor(Gp d, Mem s)         { op("xor", W1 | 0x33, d, s); }
  public void xor(Gp d, int i)         { op("xor", _6, d, i); }
  public void cmp(Gp a, Gp b)          { store("cmp", W1 | 0x39, a, b); }
  public void cmp(Gp a, Mem b)         { op("cmp", W1 | 0x3B, a, b); }
  public void cmp(Gp a, int i)         { op("cmp", _7, a, i); }
  public void test(Gp a, Gp b)         { store("test", W1 | 0x85, a, b); }
  public void imul(Gp d, Gp s)         { op("imul", W1 | _0F | 0xAF, d, s); }
  public void imul(Gp d, Mem s)        { op("imul", W1 | _0F | 0xAF, d, s); }
  public void neg(Gp d)                { op("neg", W1 | _3 | 0xF7, d); }
  public void inc(Gp d)                { op("inc", W1 | 0xFF, d); }
  public void dec(Gp d)                { op("dec", W1 | _1 | 0xFF, d); }
  public void shl(Gp d, int i)         { shift("shl", _4, d, i); }
  public void shr(Gp d, int i)         { shift("shr", _5, d, i); }
  public void sar(Gp d, int i)         { shift("sar", _7, d, i); }
  public void popcnt(Gp d, Gp s)       { op("popcnt", W1 | _F3 | _0F | 0xB8, d, s); }
  public void popcnt(Gp d, Mem s)      { op("popcnt", W1 | _F3 | _0F | 0xB8, d, s); }
  public void tzcnt(Gp d, Gp s)        { op("tzcnt", W1 | _F3 | _0F | 0xBC, d, s); }
  public void tzcnt(Gp d, Mem s)       { op("tzcnt", W1 | _F3 | _0F | 0xBC, d, s); }
  public void bsf(Gp d, Gp s)          { op("bsf", W1 | _0F | 0xBC, d, s); }
  public void bsf(Gp d, Mem s)         { op("bsf", W1 | _0F | 0xBC, d, s); }

  // ---- jumps: after cmp a, b they go to the label if a < b (l, or b for unsigned numbers) ... ----
  public void jmp(Label target)        { jump("jmp", 0xE9, target); }
  public void jb(Label target)         { jump("jb", _0F | 0x82, target); }
  public void jae(Label target)        { jump("jae", _0F | 0x83, target); }
  public void jz(Label target)         { jump("jz", _0F | 0x84, target); }
  public void jnz(Label target)        { jump("jnz", _0F | 0x85, target); }
  public void jbe(Label target)        { jump("jbe", _0F | 0x86, target); }
  public void ja(Label target)         { jump("ja", _0F | 0x87, target); }
  public void js(Label target)         { jump("js", _0F | 0x88, target); }
  public void jns(Label target)        { jump("jns", _0F | 0x89, target); }
  public void jl(Label target)         { jump("jl", _0F | 0x8C, target); }
  public void jge(Label target)        { jump("jge", _0F | 0x8D, target); }
  public void jle(Label target)        { jump("jle", _0F | 0x8E, target); }
  public void jg(Label target)         { jump("jg", _0F | 0x8F, target); }

  // ---- the rest ----
  public void prefetchnta(Mem s)       { op("prefetchnta", _0F | M1 | 0x18, s); }
  public void prefetcht0(Mem s)        { op("prefetcht0", _0F | M1 | _1 | 0x18, s); }
  public void prefetcht1(Mem s)        { op("prefetcht1", _0F | M1 | _2 | 0x18, s); }
  public void prefetcht2(Mem s)        { op("prefetcht2", _0F | M1 | _3 | 0x18, s); }
  public void call(Mem s)              { op("call", M8 | _2 | 0xFF, s); }
  public void ret()                    { bytes("ret", 0xC3); }
  public void nop()                    { bytes("nop", 0x90); }
  public void cpuid()                  { bytes("cpuid", 0x0F, 0xA2); }
  public void xgetbv()                 { bytes("xgetbv", 0x0F, 0x01, 0xD0); }
  public void vzeroupper()             { bytes("vzeroupper", 0xC5, 0xF8, 0x77); }
  // spotless:on

  /** Any number of 64 bits, in the shortest way. */
  public void mov(Gp d, long number) {
    boolean isUnsignedInt = number >>> 32 == 0; // writing the lower half zeroes the upper one
    boolean isInt = number == (int) number;
    note("mov", isUnsignedInt && !isInt ? 0 : W1, GP_BITS, d);
    if (isInt) {
      legacy(W1 | ID | 0xC7, 0, d);
      code.put32((int) number);
    } else if (isUnsignedInt) {
      inOpcode(0xB8, d);
      code.put32((int) number);
    } else {
      inOpcode(W1 | 0xB8, d);
      code.put64(number);
    }
    noteImmediate(number);
  }

  /** {@code d = s * i}. */
  public void imul(Gp d, Gp s, int i) {
    note("imul", W1, GP_BITS, d, s);
    legacy(W1 | (isByte(i) ? 0x6B : 0x69), d.number(), s);
    immediate(i);
  }

  private void op(String name, int form, Gp d, Gp s) {
    note(name, form, GP_BITS, d, s);
    legacy(form, d.number(), s);
  }

  private void op(String name, int form, Gp d, Mem s) {
    note(name, form, GP_BITS, d, s);
    legacy(form, d.number(), s);
  }

  private void store(String name, int form, Gp d, Gp s) {
    note(name, form, GP_BITS, d, s);
    legacy(form, s.number(), d);
  }

  private void store(String name, int form, Mem d, Gp s) {
    note(name, form, GP_BITS, d, s);
    legacy(form, s.number(), d);
  }

  private void op(String name, int form, Gp d) {
    note(name, form, GP_BITS, d);
    legacy(form, digit(form), d);
  }

  private void op(String name, int form, Mem s) {
    note(name, form, GP_BITS, s);
    legacy(form, digit(form), s);
  }

  /** One of the eight operations that share opcodes; a digit says which. */
  private void op(String name, int digit, Gp d, int i) {
    note(name, W1, GP_BITS, d);
    if (!isByte(i) && d.number() == 0) { // rax has a shorter way of its own
      inOpcode(W1 | digit(digit) << 3 | 5, d);
    } else {
      legacy(W1 | (isByte(i) ? 0x83 : 0x81), digit(digit), d);
    }
    immediate(i);
  }

  private void shift(String name, int digit, Gp d, int i) {
    if (i < 1 || i > 63) {
      throw new IllegalArgumentException("a register cannot be shifted by " + i);
    }
    note(name, W1, GP_BITS, d);
    legacy(W1 | (i == 1 ? 0xD1 : 0xC1), digit(digit), d);
    if (i != 1) {
      code.put8(i);
    }
    noteImmediate(i);
  }

  private void pushOrPop(String name, int opcode, Gp r) {
    note(name, W1, GP_BITS, r);
    inOpcode(opcode, r);
  }

  private void jump(String name, int form, Label target) {
    note(name, form, GP_BITS, target);
    if (map(form) != 0) {
      code.put8(0x0F);
    }
    code.put8(opcode(form));
    code.putDistance(target, 0, 0);
  }

  private void bytes(String name, int... bytes) {
    note(name, 0, GP_BITS);
    for (int b : bytes) {
      code.put8(b);
    }
  }

  private void immediate(int i) {
    if (isByte(i)) {
      code.put8(i);
    } else {
      code.put32(i);
    }
    noteImmediate(i);
  }

  private static boolean isByte(int i) {
    return i == (byte) i;
  }
}
