package io.llamajar.chat.jinja;

/** Python's {@code None}: the value that says "nothing", so that no Java null has to. */
public enum None {
  NONE;

  @Override
  public String toString() {
    return "None";
  }
}
