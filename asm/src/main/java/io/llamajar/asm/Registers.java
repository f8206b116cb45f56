package io.llamajar.asm;

/**
 * The names of registers and of memory, for a static import: {@code a.vmovups(zmm(3), mem(rdi))}.
 */
public final class Registers {
  public static final Gp rax = new Gp(0);
  public static final Gp rcx = new Gp(1);
  public static final Gp rdx = new Gp(2);
  public static final Gp rbx = new Gp(3);
  public static final Gp rsp = new Gp(4);
  public static final Gp rbp = new Gp(5);
  public static final Gp rsi = new Gp(6);
  public static final Gp rdi = new Gp(7);
  public static final Gp r8 = new Gp(8);
  public static final Gp r9 = new Gp(9);
  public static final Gp r10 = new Gp(10);
  public static final Gp r11 = new Gp(11);
  public static final Gp r12 = new Gp(12);
  public static final Gp r13 = new Gp(13);
  public static final Gp r14 = new Gp(14);
  public static final Gp r15 = new Gp(15);

  private Registers() {}

  public static Vec xmm(int number) {
    return new Vec(number, 128, 0, false);
  }

  public static Vec ymm(int number) {
    return new Vec(number, 256, 0, false);
  }

  public static Vec zmm(int number) {
    return new Vec(number, 512, 0, false);
  }

  public static Mask k(int number) {
    return new Mask(number, 0);
  }

  /** {@code [base]}. */
  public static Mem mem(Gp base) {
    return mem(base, 0);
  }

  /** {@code [base + displacement]}. */
  public static Mem mem(Gp base, int displacement) {
    return new Mem(new Address.Based(base, displacement));
  }

  /** {@code [base + index * scale]}. */
  public static Mem mem(Gp base, Gp index, int scale) {
    return mem(base, index, scale, 0);
  }

  /** {@code [base + index * scale + displacement]}. */
  public static Mem mem(Gp base, Gp index, int scale, int displacement) {
    return new Mem(new Address.Indexed(base, index, scale, displacement));
  }

  /** {@code [base + each index * scale]}, for gathers. */
  public static Mem mem(Gp base, Vec indices, int scale) {
    return mem(base, indices, scale, 0);
  }

  /** {@code [base + each index * scale + displacement]}, for gathers. */
  public static Mem mem(Gp base, Vec indices, int scale, int displacement) {
    return new Mem(new Address.Indexed(base, indices, scale, displacement));
  }

  /** The bytes at a label, such as a constant. */
  public static Mem mem(Label label) {
    return mem(label, 0);
  }

  /** The bytes at some distance from a label. */
  public static Mem mem(Label label, int displacement) {
    return new Mem(new Address.Relative(label, displacement));
  }
}
