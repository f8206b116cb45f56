package io.llamajar.asm;

/** How an instruction finds its memory: Intel SDM volume 1, section 3.7.5. */
sealed interface Address {
  /** Bytes added to what the registers or the label give. */
  int displacement();

  /** {@code [base + displacement]}. */
  record Based(Gp base, int displacement) implements Address {}

  /** {@code [base + index * scale + displacement]}; a vector of indices makes a gather. */
  record Indexed(Gp base, Register index, int scale, int displacement) implements Address {
    public Indexed {
      if (scale != 1 && scale != 2 && scale != 4 && scale != 8) {
        throw new IllegalArgumentException("an index cannot be scaled by " + scale);
      }
      if (index instanceof Gp && index.number() == 4) {
        throw new IllegalArgumentException("rsp cannot be an index");
      }
    }
  }

  /** {@code [label + displacement]}, by its distance from the instruction's end. */
  record Relative(Label label, int displacement) implements Address {}
}
