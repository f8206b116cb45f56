package io.llamajar.scheduler;

/** Counts what was done. */
final class Totals {
  long passes;
  long promptTokens;
  long cachedTokens;
  long generatedTokens;
  long guessedTokens;
  long rightTokens;
  double promptSeconds;
  double generationSeconds;
  long preemptions;

  void add(boolean reads, double seconds) {
    passes++;
    if (reads) {
      promptSeconds += seconds;
    } else {
      generationSeconds += seconds;
    }
  }

  Load load(int running, int waiting, long heldBytes, int keptPages) {
    return new Load(
        running,
        waiting,
        passes,
        promptTokens,
        cachedTokens,
        generatedTokens,
        guessedTokens,
        rightTokens,
        promptSeconds,
        generationSeconds,
        preemptions,
        heldBytes,
        keptPages);
  }
}
