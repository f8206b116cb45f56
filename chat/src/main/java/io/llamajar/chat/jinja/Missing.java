package io.llamajar.chat.jinja;

/** The mark for a value that is not there, not even as {@code None}. */
enum Missing {
  MISSING
}
