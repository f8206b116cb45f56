package io.llamajar.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tells how far a batch is: a bar at a terminal, elsewhere a line now and then, by the clock and
 * not by the answers, for a single one may take minutes.
 */
final class BatchProgress implements AutoCloseable {
  private static final Duration BAR_PACE = Duration.ofMillis(100);
  private static final Duration LINE_PACE = Duration.ofSeconds(10);

  private final Console console;
  private final Job job;
  private final boolean isBar;
  private final long begun = System.nanoTime();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());
  private int done;
  private boolean isOver;

  /**
   * What there is to do.
   *
   * @param lines how many there are, if that is known
   * @param before how many of them were answered another time
   * @param tokens how many were generated up to now, for all lines
   */
  record Job(OptionalLong lines, int before, LongSupplier tokens) {}

  /**
   * @param isBar whether the line where the cursor is may be written over
   */
  BatchProgress(Job job, Console console, boolean isBar) {
    this.job = job;
    this.console = console;
    this.isBar = isBar;
  }

  /** Shows it from now on. */
  void begin() {
    every(isBar ? BAR_PACE : LINE_PACE);
  }

  /** The same, at a pace of one's own. */
  @SuppressWarnings("FutureReturnValueIgnored") // it ends with the clock
  void every(Duration pace) {
    clock.scheduleAtFixedRate(this::show, pace.toNanos(), pace.toNanos(), TimeUnit.NANOSECONDS);
  }

  private synchronized void show() {
    if (isOver || left() == 0) {
      return; // the end is told anyway
    }
    if (isBar) {
      console.overwrite(bar() + state() + timeLeft());
    } else {
      console.tell(state() + timeLeft());
    }
  }

  /** One line more is answered. */
  synchronized void add() {
    done++;
  }

  /** How many lines have answers, and how fast they come. */
  synchronized String state() {
    String of = job.lines.isPresent() ? " of " + Lines.grouped(job.lines.getAsLong()) : "";
    double speed = job.tokens.getAsLong() / Math.max(seconds(), 1e-3);
    return String.format(
        Locale.ROOT, "%,d%s lines are answered, %.1f tokens/s", job.before + done, of, speed);
  }

  private double seconds() {
    return (System.nanoTime() - begun) / 1e9;
  }

  /** How many lines have no answer; of an unknown number always some. */
  private long left() {
    return job.lines.orElse(Long.MAX_VALUE) - job.before - done;
  }

  private String bar() {
    return job.lines.isPresent()
        ? Progress.bar((double) (job.before + done) / Math.max(1, job.lines.getAsLong())) + "  "
        : "";
  }

  private String timeLeft() {
    return job.lines.isPresent() && done > 0
        ? ", " + Progress.clock(Math.round(seconds() * left() / done)) + " left"
        : "";
  }

  /** Shows nothing more, and takes the bar away. */
  @Override
  public void close() {
    clock.shutdownNow();
    hide();
  }

  private synchronized void hide() {
    if (isBar && !isOver) {
      console.overwrite("");
    }
    isOver = true;
  }

  /** Says that all is done. */
  void end(int failed) {
    close();
    String errors = failed == 0 ? "" : ", %s of them are errors".formatted(Lines.grouped(failed));
    console.tell(state() + errors);
  }
}
