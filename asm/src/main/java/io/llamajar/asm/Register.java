package io.llamajar.asm;

/** One register of the CPU. */
public sealed interface Register permits Gp, Vec, Mask {
  /** Its number, as instructions name it. */
  int number();
}
