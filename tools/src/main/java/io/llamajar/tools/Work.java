package io.llamajar.tools;

/**
 * One thing to be timed.
 *
 * @param tokens read in one prompt, or generated one after another
 * @param depth tokens that are in the context before
 * @param sequences that do the same at once
 */
public record Work(Kind kind, int tokens, int depth, int sequences) {
  /** What is done with tokens. */
  public enum Kind {
    PROMPT("pp"),
    GENERATION("tg");

    private final String prefix;

    Kind(String prefix) {
      this.prefix = prefix;
    }
  }

  /** As llama.cpp's bench writes it: {@code tg64 @ d8192}. */
  public String name() {
    String behind = depth == 0 ? "" : " @ d" + depth;
    String times = sequences == 1 ? "" : " x " + sequences;
    return kind.prefix + tokens + behind + times;
  }

  /** The tokens that all sequences together come to. */
  long allTokens() {
    return (long) tokens * sequences;
  }
}
