package io.llamajar.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;

/** Tells how far a batch is: a bar at a terminal, elsewhere a line now and then. */
final class BatchProgress {
  private static final long BAR_PACE = Duration.ofMillis(100).toNanos();
  private static final long LINE_PACE = Duration.ofSeconds(10).toNanos();

  private final Console console;
  private final OptionalLong total;
  private final int before;
  private final boolean isBar;
  private final long begun = System.nanoTime();
  private long shown = begun;
  private int done;
  private long tokens;

  /**
   * @param before how many lines were answered another time
   */
  BatchProgress(Console console, OptionalLong total, int before) {
    this.console = console;
    this.total = total;
    this.before = before;
    this.isBar = console.isTerminal();
  }

  /** One line more is answered, with so many tokens. */
  synchronized void add(int newTokens) {
    done++;
    tokens += newTokens;
    long now = System.nanoTime();
    if (now - shown < (isBar ? BAR_PACE : LINE_PACE)) {
      return;
    }
    shown = now;
    if (isBar) {
      console.overwrite(bar() + state() + left());
    } else {
      console.tell(state() + left());
    }
  }

  /** How many lines have answers, and how fast they come. */
  synchronized String state() {
    String of = total.isPresent() ? " of " + Lines.grouped(total.getAsLong()) : "";
    double speed = tokens / Math.max(seconds(), 1e-3);
    return String.format(
        Locale.ROOT, "%,d%s lines are answered, %.1f tokens/s", before + done, of, speed);
  }

  private double seconds() {
    return (System.nanoTime() - begun) / 1e9;
  }

  private String bar() {
    return total.isPresent()
        ? Progress.bar((double) (before + done) / Math.max(1, total.getAsLong())) + "  "
        : "";
  }

  private String left() {
    if (total.isEmpty() || done == 0) {
      return "";
    }
    long lines = total.getAsLong() - before - done;
    return ", " + Progress.clock(Math.round(seconds() * lines / done)) + " left";
  }

  /** Takes the bar away. */
  void clear() {
    if (isBar) {
      console.overwrite("");
    }
  }

  /** Says that all is done. */
  void end(int failed) {
    clear();
    String errors = failed == 0 ? "" : ", %s of them are errors".formatted(Lines.grouped(failed));
    console.tell(state() + errors);
  }
}
