package io.llamajar.cli;

import io.llamajar.Generation.Statistics;
import java.util.Locale;

/** What an answer took, in words. */
final class Figures {
  private static final int SHORT = 60; // characters

  private Figures() {}

  /** After each answer. */
  static String brief(Statistics s, int context) {
    return "%s; context: %s"
        .formatted(generated(s), context(s.promptTokens() + s.generatedTokens(), context));
  }

  /** When somebody wants to know. */
  static String whole(Statistics s) {
    int read = s.promptTokens() - s.cachedTokens();
    return "prompt %,d tokens, %,d of them known, %s; answer %s"
        .formatted(
            s.promptTokens(), s.cachedTokens(), speed(read, s.promptSeconds()), generated(s));
  }

  private static String generated(Statistics s) {
    return String.format(
        Locale.ROOT,
        "%,d tokens, %s",
        s.generatedTokens(),
        speed(s.generatedTokens(), s.generationSeconds()));
  }

  private static String speed(int tokens, double seconds) {
    return String.format(Locale.ROOT, "%.1f tokens/s", tokens / Math.max(seconds, 1e-9));
  }

  /** How full the context is. */
  static String context(int tokens, int context) {
    return String.format(
        Locale.ROOT,
        "%,d of %,d tokens, %d%%",
        tokens,
        context,
        Math.round(100.0 * tokens / context));
  }

  static String shortened(String text) {
    String line = Lines.single(text);
    return line.length() <= SHORT ? line : line.substring(0, SHORT) + "...";
  }
}
