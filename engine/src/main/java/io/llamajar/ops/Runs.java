package io.llamajar.ops;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The items of a job that are still to be done: a run {@code [from, to)} for each thread, which
 * others may shorten.
 *
 * <p>A run is one number, so that it changes as a whole; whoever finds the number that it read
 * still there knows all that there is to know.
 */
final class Runs {
  /** No items. */
  static final long NONE = 0;

  private static final int APART = 16; // two cache lines: nobody writes to a neighbour's
  private static final int CHUNKS = 4; // a thread takes this part of what it has left

  private final int threads;
  private final AtomicLongArray runs;

  Runs(int threads) {
    this.threads = threads;
    this.runs = new AtomicLongArray(threads * APART);
  }

  private static long run(int from, int to) {
    return (long) from << Integer.SIZE | to;
  }

  static int from(long run) {
    return (int) (run >>> Integer.SIZE);
  }

  static int to(long run) {
    return (int) run;
  }

  /** Shares {@code items} among the threads. Nobody may be taking any. */
  void share(int items) {
    for (int thread = 0; thread < threads; thread++) {
      int from = (int) ((long) items * thread / threads);
      int to = (int) ((long) items * (thread + 1) / threads);
      runs.set(thread * APART, run(from, to));
    }
  }

  /** Takes some items for a thread to do: the next of its own, or others'. */
  long take(int thread) {
    for (int i = 0; i < threads; ) {
      int at = (thread + i) % threads * APART;
      long run = runs.get(at);
      int from = from(run);
      int to = to(run);
      if (from >= to) {
        i++; // nothing left here
      } else if (i == 0) {
        int end = from + Math.ceilDiv(to - from, CHUNKS);
        if (runs.compareAndSet(at, run, run(end, to))) {
          return run(from, end);
        }
      } else {
        int middle = from + (to - from) / 2;
        if (runs.compareAndSet(at, run, run(from, middle))) {
          runs.set(thread * APART, run(middle, to));
          i = 0;
        }
      }
    }
    return NONE;
  }
}
