package io.llamajar.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.function.LongConsumer;

/**
 * A bar on the last line of a terminal that grows with the bytes that are done, with their speed
 * and the time that the rest will take. Where nobody watches there is none.
 */
final class Progress implements LongConsumer {
  private static final int WIDTH = 30;
  private static final long PACE = Duration.ofMillis(100).toNanos(); // from one sight to the next

  private final Console console;
  private final boolean isSeen;
  private final long total;
  private final long begun = System.nanoTime();
  private long before;
  private long done;
  private long shown = begun - PACE;

  /**
   * @param total how many bytes it will be; if nobody knows, -1
   */
  Progress(Console console, long total) {
    this.console = console;
    this.isSeen = total >= 0 && console.isTerminal();
    this.total = Math.max(1, total);
  }

  /** So many bytes were done at another time, and tell nothing about the speed. */
  void from(long bytes) {
    before = bytes;
    done = bytes;
  }

  /** So many bytes more are done. */
  @Override
  public void accept(long bytes) {
    upTo(done + bytes);
  }

  /** So many bytes are done in all. */
  void upTo(long bytes) {
    done = bytes;
    long now = System.nanoTime();
    if (isSeen && now - shown >= PACE) {
      shown = now;
      console.overwrite(line((now - begun) / 1e9));
    }
  }

  /** Takes the bar away. */
  void end() {
    if (isSeen) {
      console.overwrite("");
    }
  }

  private String line(double seconds) {
    double share = Math.min(1, (double) done / total);
    double speed = (done - before) / Math.max(seconds, 1e-3);
    long left = Math.round((total - done) / Math.max(speed, 1));
    return String.format(
        Locale.ROOT,
        "%s %3.0f %%  %s/s  %s left",
        bar(share),
        100 * share,
        size(speed),
        clock(left));
  }

  /** So much of it is done. */
  static String bar(double share) {
    int full = (int) (share * WIDTH);
    return "█".repeat(full) + "░".repeat(WIDTH - full);
  }

  /** A time, as a clock shows it. */
  static String clock(long seconds) {
    return "%d:%02d".formatted(seconds / 60, seconds % 60);
  }

  private static String size(double bytes) {
    return bytes < 1e9
        ? String.format(Locale.ROOT, "%.0f MB", bytes / 1e6)
        : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }
}
