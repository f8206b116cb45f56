package io.llamajar.scheduler;

/**
 * How much goes on at once.
 *
 * @param context the most tokens of a sequence
 * @param running the most sequences that are read or generated at a time
 * @param waiting the most that wait for their turn
 * @param kept the most bytes of what no sequence uses, for others that may begin alike
 */
public record Limits(int context, int running, int waiting, long kept) {

  /** The most sequences that are there at a time. */
  long present() {
    return (long) running + waiting;
  }
}
