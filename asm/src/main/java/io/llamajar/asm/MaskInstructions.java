package io.llamajar.asm;

import static io.llamajar.asm.Form.*;

/**
 * The instructions on mask registers: b has 8 bits, w 16, d 32, q 64.
 *
 * <p>Source: Intel SDM volume 2, chapter 3 (those on K) and 4 (VPMOVM2B, VPMOVB2M and following).
 */
public abstract sealed class MaskInstructions extends IntegerInstructions permits Assembler {
  MaskInstructions(boolean listed) {
    super(listed);
  }

  // spotless:off
  // ---- moves ----
  public void kmovb(Mask d, Mask s)              { op("kmovb", VEX | _66 | _0F | M1 | 0x90, d, s); }
  public void kmovb(Mask d, Mem s)               { op("kmovb", VEX | _66 | _0F | M1 | 0x90, d, s); }
  public void kmovb(Mem d, Mask s)               { store("kmovb", VEX | _66 | _0F | M1 | 0x91, d, s); }
  public void kmovb(Mask d, Gp s)                { op("kmovb", VEX | _66 | _0F | 0x92, d, s); }
  public void kmovb(Gp d, Mask s)                { op("kmovb", VEX | _66 | _0F | 0x93, d, s); }
  public void kmovw(Mask d, Mask s)              { op("kmovw", VEX | _0F | M2 | 0x90, d, s); }
  public void kmovw(Mask d, Mem s)               { op("kmovw", VEX | _0F | M2 | 0x90, d, s); }
  public void kmovw(Mem d, Mask s)               { store("kmovw", VEX | _0F | M2 | 0x91, d, s); }
  public void kmovw(Mask d, Gp s)                { op("kmovw", VEX | _0F | 0x92, d, s); }
  public void kmovw(Gp d, Mask s)                { op("kmovw", VEX | _0F | 0x93, d, s); }
  public void kmovd(Mask d, Mask s)              { op("kmovd", VEX | _66 | _0F | W1 | M4 | 0x90, d, s); }
  public void kmovd(Mask d, Mem s)               { op("kmovd", VEX | _66 | _0F | W1 | M4 | 0x90, d, s); }
  public void kmovd(Mem d, Mask s)               { store("kmovd", VEX | _66 | _0F | W1 | M4 | 0x91, d, s); }
  public void kmovd(Mask d, Gp s)                { op("kmovd", VEX | _F2 | _0F | 0x92, d, s); }
  public void kmovd(Gp d, Mask s)                { op("kmovd", VEX | _F2 | _0F | 0x93, d, s); }
  public void kmovq(Mask d, Mask s)              { op("kmovq", VEX | _0F | W1 | M8 | 0x90, d, s); }
  public void kmovq(Mask d, Mem s)               { op("kmovq", VEX | _0F | W1 | M8 | 0x90, d, s); }
  public void kmovq(Mem d, Mask s)               { store("kmovq", VEX | _0F | W1 | M8 | 0x91, d, s); }
  public void kmovq(Mask d, Gp s)                { op("kmovq", VEX | _F2 | _0F | W1 | 0x92, d, s); }
  public void kmovq(Gp d, Mask s)                { op("kmovq", VEX | _F2 | _0F | W1 | 0x93, d, s); }

  // ---- bits ----
  public void kandw(Mask d, Mask a, Mask b)      { op("kandw", VEX | _0F | 0x41, d, a, b); }
  public void kandd(Mask d, Mask a, Mask b)      { op("kandd", VEX | _66 | _0F | W1 | 0x41, d, a, b); }
  public void kandq(Mask d, Mask a, Mask b)      { op("kandq", VEX | _0F | W1 | 0x41, d, a, b); }
  public void kandnw(Mask d, Mask a, Mask b)     { op("kandnw", VEX | _0F | 0x42, d, a, b); }
  public void korw(Mask d, Mask a, Mask b)       { op("korw", VEX | _0F | 0x45, d, a, b); }
  public void kord(Mask d, Mask a, Mask b)       { op("kord", VEX | _66 | _0F | W1 | 0x45, d, a, b); }
  public void kxorw(Mask d, Mask a, Mask b)      { op("kxorw", VEX | _0F | 0x47, d, a, b); }
  public void kxord(Mask d, Mask a, Mask b)      { op("kxord", VEX | _66 | _0F | W1 | 0x47, d, a, b); }
  public void kxnorw(Mask d, Mask a, Mask b)     { op("kxnorw", VEX | _0F | 0x46, d, a, b); }
  public void kxnord(Mask d, Mask a, Mask b)     { op("kxnord", VEX | _66 | _0F | W1 | 0x46, d, a, b); }
  public void kxnorq(Mask d, Mask a, Mask b)     { op("kxnorq", VEX | _0F | W1 | 0x46, d, a, b); }
  public void knotw(Mask d, Mask s)              { op("knotw", VEX | _0F | 0x44, d, s); }
  public void knotd(Mask d, Mask s)              { op("knotd", VEX | _66 | _0F | W1 | 0x44, d, s); }
  public void knotq(Mask d, Mask s)              { op("knotq", VEX | _0F | W1 | 0x44, d, s); }
  public void kshiftlw(Mask d, Mask s, int i)    { op("kshiftlw", VEX | _66 | _0F3A | W1 | IB | 0x32, d, s); ib(i); }
  public void kshiftld(Mask d, Mask s, int i)    { op("kshiftld", VEX | _66 | _0F3A | IB | 0x33, d, s); ib(i); }
  public void kshiftlq(Mask d, Mask s, int i)    { op("kshiftlq", VEX | _66 | _0F3A | W1 | IB | 0x33, d, s); ib(i); }
  public void kshiftrw(Mask d, Mask s, int i)    { op("kshiftrw", VEX | _66 | _0F3A | W1 | IB | 0x30, d, s); ib(i); }
  public void kshiftrd(Mask d, Mask s, int i)    { op("kshiftrd", VEX | _66 | _0F3A | IB | 0x31, d, s); ib(i); }
  public void kshiftrq(Mask d, Mask s, int i)    { op("kshiftrq", VEX | _66 | _0F3A | W1 | IB | 0x31, d, s); ib(i); }

  // ---- a above b ----
  public void kunpckbw(Mask d, Mask a, Mask b)   { op("kunpckbw", VEX | _66 | _0F | 0x4B, d, a, b); }
  public void kunpckwd(Mask d, Mask a, Mask b)   { op("kunpckwd", VEX | _0F | 0x4B, d, a, b); }
  public void kunpckdq(Mask d, Mask a, Mask b)   { op("kunpckdq", VEX | _0F | W1 | 0x4B, d, a, b); }

  // ---- flags: zero if the result is zero, carry if (kortest) it is all ones ----
  public void kortestw(Mask a, Mask b)           { op("kortestw", VEX | _0F | 0x98, a, b); }
  public void kortestd(Mask a, Mask b)           { op("kortestd", VEX | _66 | _0F | W1 | 0x98, a, b); }
  public void kortestq(Mask a, Mask b)           { op("kortestq", VEX | _0F | W1 | 0x98, a, b); }
  public void ktestw(Mask a, Mask b)             { op("ktestw", VEX | _0F | 0x99, a, b); }
  public void ktestd(Mask a, Mask b)             { op("ktestd", VEX | _66 | _0F | W1 | 0x99, a, b); }

  // ---- to and from vectors: each element is all ones, or its highest bit is taken ----
  public void vpmovm2b(Vec d, Mask s)            { op("vpmovm2b", EVEX | _F3 | _0F38 | PLAIN | 0x28, d, s); }
  public void vpmovm2w(Vec d, Mask s)            { op("vpmovm2w", EVEX | _F3 | _0F38 | W1 | PLAIN | 0x28, d, s); }
  public void vpmovm2d(Vec d, Mask s)            { op("vpmovm2d", EVEX | _F3 | _0F38 | PLAIN | 0x38, d, s); }
  public void vpmovb2m(Mask d, Vec s)            { op("vpmovb2m", EVEX | _F3 | _0F38 | PLAIN | 0x29, d, s); }
  public void vpmovw2m(Mask d, Vec s)            { op("vpmovw2m", EVEX | _F3 | _0F38 | W1 | PLAIN | 0x29, d, s); }
  public void vpmovd2m(Mask d, Vec s)            { op("vpmovd2m", EVEX | _F3 | _0F38 | PLAIN | 0x39, d, s); }
  // spotless:on

  private void op(String name, int form, Mask d, Mask a, Mask b) {
    note(name, form, 256, d, a, b);
    encodeRegister(form, 256, new Fields(plain(d), plain(a)), plainMask(b)); // 256: VEX.L is 1
  }

  private void op(String name, int form, Mask d, Mask s) {
    note(name, form, 128, d, s);
    encodeRegister(form, 128, new Fields(plain(d), 0), plainMask(s));
  }

  private void op(String name, int form, Mask d, Mem s) {
    note(name, form, 128, d, s);
    encode(form, 128, new Fields(plain(d), 0), s);
  }

  private void store(String name, int form, Mem d, Mask s) {
    note(name, form, 128, d, s);
    encode(form, 128, new Fields(plain(s), 0), d);
  }

  private void op(String name, int form, Mask d, Gp s) {
    note(name, form, 128, d, s);
    encodeRegister(form, 128, new Fields(plain(d), 0), s);
  }

  private void op(String name, int form, Gp d, Mask s) {
    note(name, form, 128, d, s);
    encodeRegister(form, 128, new Fields(d.number(), 0), plainMask(s));
  }

  private static int plain(Mask mask) {
    return plainMask(mask).number();
  }

  private static Mask plainMask(Mask mask) {
    if (mask.under() != 0) {
      throw new IllegalArgumentException("only a comparison can be under a mask");
    }
    return mask;
  }
}
