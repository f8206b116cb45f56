package io.llamajar.chat.jinja;

import java.util.Iterator;
import java.util.stream.LongStream;

/** Python's {@code range(start, stop, step)}, at most 100,000 numbers long. */
record Range(long start, long stop, long step) implements Iterable<Object> {
  private static final long FARTHEST = 1L << 60; // far from overflow

  Range {
    if (step == 0) {
      throw TemplateException.value("range() arg 3 must not be zero");
    }
    start = Math.clamp(start, -FARTHEST, FARTHEST);
    stop = Math.clamp(stop, -FARTHEST, FARTHEST);
    step = Math.clamp(step, -FARTHEST, FARTHEST);
    if (length(start, stop, step) > Meter.LONGEST_RANGE) {
      throw TemplateException.arithmetic(
          "Range too big. The sandbox blocks ranges larger than MAX_RANGE (100000).");
    }
  }

  int size() {
    return (int) length(start, stop, step);
  }

  Object get(long index) {
    return start + index * step;
  }

  boolean contains(long number) {
    long steps = (number - start) / step;
    return steps >= 0 && steps < size() && start + steps * step == number;
  }

  Range reversed() {
    return new Range(start + (size() - 1) * step, start - step, -step);
  }

  @Override
  public Iterator<Object> iterator() {
    return LongStream.range(0, size()).mapToObj(this::get).iterator();
  }

  @Override
  public String toString() {
    return "range(" + start + ", " + stop + (step == 1 ? "" : ", " + step) + ")";
  }

  private static long length(long start, long stop, long step) {
    long distance = step > 0 ? stop - start : start - stop;
    return distance <= 0 ? 0 : (distance - 1) / Math.abs(step) + 1;
  }
}
