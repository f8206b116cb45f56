package io.llamajar;

import io.llamajar.Generation.Statistics;

/** Counts what a generation takes while it goes on: tokens, known or guessed, and time. */
final class Tally {
  private int cached;
  private int drafted;
  private int accepted;
  private long begun; // by System.nanoTime(); 0 while it has not
  private long promptRead;
  private long ended;

  void begin() {
    begun = System.nanoTime();
  }

  /** The prompt was read, of which so many tokens had been known. */
  void readPrompt(int known) {
    cached = known;
    promptRead = System.nanoTime();
  }

  void guessed(int guesses, int right) {
    drafted += guesses;
    accepted += right;
  }

  void end() {
    ended = System.nanoTime();
  }

  /** What it took so far. */
  Statistics statistics(int promptTokens, int generatedTokens) {
    long now = ended != 0 ? ended : System.nanoTime();
    double reading = begun == 0 ? 0 : ((promptRead == 0 ? now : promptRead) - begun) / 1e9;
    double writing = promptRead == 0 ? 0 : (now - promptRead) / 1e9;
    return new Statistics(
        promptTokens, cached, generatedTokens, drafted, accepted, reading, writing);
  }
}
