package io.llamajar.asm;

/** A place in the code, perhaps not yet known: a target of jumps, or of loads of constants. */
public final class Label {
  static final int UNBOUND = -1;

  // Bytes from the start of the code.
  private int position = UNBOUND;

  boolean isBound() {
    return position != UNBOUND;
  }

  void bind(int position) {
    this.position = position;
  }

  int position() {
    if (!isBound()) {
      throw new IllegalStateException("a label is used that was never bound");
    }
    return position;
  }
}
