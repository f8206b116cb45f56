package io.llamajar.scheduler;

/**
 * How many tokens of prompts to read in a pass while others are generating: as many as take about
 * as long as people do not mind to wait for the next piece of their text.
 */
final class Pace {
  private static final double SECONDS = 0.15;
  private static final int LEAST = 32;
  private static final double WEIGHT = 0.3; // of the latest pass

  private final int most;
  private double rowsPerSecond;

  Pace(int most) {
    this.most = most;
  }

  /** The rows of prompts that go well into a pass. */
  int rows() {
    return rowsPerSecond == 0 ? most : (int) Math.clamp(rowsPerSecond * SECONDS, LEAST, most);
  }

  /** Learns from a pass. */
  void learn(int rows, double seconds) {
    if (rows >= LEAST && seconds > 0) {
      double speed = rows / seconds;
      rowsPerSecond = rowsPerSecond == 0 ? speed : (1 - WEIGHT) * rowsPerSecond + WEIGHT * speed;
    }
  }
}
