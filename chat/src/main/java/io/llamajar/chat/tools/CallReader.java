package io.llamajar.chat.tools;

/**
 * Reads a call, or a list of calls, character by character, and tells a {@link CallSink} of it.
 *
 * <p>Character by character, so that it cannot matter how the text was cut into pieces.
 */
interface CallReader {
  /** What a character was. */
  enum Step {
    /** It belongs to the call, which goes on. */
    MORE,
    /** It was the last one. */
    DONE,
    /** It comes after the last one. */
    PAST,
    /** With it this is no call. */
    BROKEN
  }

  Step read(char c);

  /** Whether the call is complete if the text ends here; may tell the sink what is missing. */
  default boolean end() {
    return false;
  }
}
