package io.llamajar.asm;

/**
 * A general-purpose register of 64 bits; instructions on fewer bits use its lower ones.
 *
 * @param number 0 to 15: rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi, r8 to r15
 */
public record Gp(int number) implements Register {
  public Gp {
    if (number < 0 || number > 15) {
      throw new IllegalArgumentException("there is no general-purpose register " + number);
    }
  }
}
