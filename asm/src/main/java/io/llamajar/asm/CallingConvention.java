package io.llamajar.asm;

import static io.llamajar.asm.Registers.*;

import java.util.List;
import java.util.Locale;

/** What caller and called function agree on; on x86-64 there are two ways. */
public enum CallingConvention {
  /** Linux and macOS: System V Application Binary Interface, AMD64 supplement, section 3.2. */
  SYSTEM_V(List.of(rbx, rbp, r12, r13, r14, r15), rdi, 16),
  /** Windows: "x64 calling convention" in Microsoft's C++ documentation. */
  WINDOWS(List.of(rbx, rbp, r12, r13, r14, r15, rdi, rsi), rcx, 6);

  /** The registers, besides rsp, that a function must leave as it found them. */
  final List<Gp> saved;

  /** Where the first argument is. */
  final Gp argument;

  /** The first vector register whose lowest 128 bits must be left, up to xmm15; 16 if none. */
  final int firstSavedVector;

  CallingConvention(List<Gp> saved, Gp argument, int firstSavedVector) {
    this.saved = saved;
    this.argument = argument;
    this.firstSavedVector = firstSavedVector;
  }

  /** The one of the system that we run on. */
  public static CallingConvention host() {
    boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
    return windows ? WINDOWS : SYSTEM_V;
  }
}
