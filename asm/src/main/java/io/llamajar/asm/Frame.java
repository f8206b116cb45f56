package io.llamajar.asm;

import static io.llamajar.asm.Registers.*;

/**
 * The beginning and the end of a function {@code void f(argument)}, the same to its body whatever
 * the system: the argument is in rdi, and every register but rsp is free.
 */
public final class Frame {
  private static final int ALIGNMENT = 64;
  private static final int XMM_BYTES = 16;
  private static final int WINDOWS_PAGE = 4096;

  private final Assembler a;
  private final CallingConvention convention;
  private final boolean scalar;
  private final int vectors; // where the vector registers are kept, in bytes from rsp
  private final int size; // of what lies on the stack besides the pushed registers

  private Frame(Assembler a, CallingConvention convention, boolean scalar, int bytes) {
    this.a = a;
    this.convention = convention;
    this.scalar = scalar;
    vectors = aligned(bytes, XMM_BYTES);
    int saved = scalar ? 0 : XMM_BYTES * (16 - convention.firstSavedVector);
    size = bytes + saved == 0 ? 0 : aligned(vectors + saved + Long.BYTES, ALIGNMENT);
  }

  /** Begins a function. */
  public static Frame enter(Assembler a) {
    return enter(a, 0);
  }

  /** Begins a function that has so many bytes for itself at rsp, which is a multiple of 64. */
  public static Frame enter(Assembler a, int bytes) {
    return enter(a, bytes, CallingConvention.host());
  }

  /** Begins a function for a system that need not be this one. */
  public static Frame enter(Assembler a, int bytes, CallingConvention convention) {
    return begun(new Frame(a, convention, false, bytes));
  }

  /** Begins a function that uses no vector register, and so runs on a CPU without AVX. */
  public static Frame enterScalar(Assembler a) {
    return begun(new Frame(a, CallingConvention.host(), true, 0));
  }

  private static Frame begun(Frame frame) {
    frame.begin();
    return frame;
  }

  private void begin() {
    for (Gp register : convention.saved) {
      a.push(register);
    }
    if (convention.argument.number() != rdi.number()) {
      a.mov(rdi, convention.argument);
    }
    if (size == 0) {
      return;
    }
    if (convention == CallingConvention.WINDOWS) {
      // Its stack grows page by page, each when the one before it is touched.
      for (int at = WINDOWS_PAGE; at < size + ALIGNMENT; at += WINDOWS_PAGE) {
        a.mov(mem(rsp, -at), rdi);
      }
    }
    a.mov(rax, rsp);
    a.sub(rsp, size);
    a.and(rsp, -ALIGNMENT);
    a.mov(mem(rsp, size - Long.BYTES), rax);
    for (int i = convention.firstSavedVector; !scalar && i < 16; i++) {
      a.vmovups(vector(i), xmm(i));
    }
  }

  /** Ends the function, with a return; there can be several ends. */
  public void leave() {
    if (size != 0) {
      for (int i = convention.firstSavedVector; !scalar && i < 16; i++) {
        a.vmovups(xmm(i), vector(i));
      }
      a.mov(rsp, mem(rsp, size - Long.BYTES));
    }
    for (Gp register : convention.saved.reversed()) {
      a.pop(register);
    }
    if (!scalar) {
      a.vzeroupper();
    }
    a.ret();
  }

  private Mem vector(int number) {
    return mem(rsp, vectors + XMM_BYTES * (number - convention.firstSavedVector));
  }

  private static int aligned(int bytes, int unit) {
    return (bytes + unit - 1) & -unit;
  }
}
