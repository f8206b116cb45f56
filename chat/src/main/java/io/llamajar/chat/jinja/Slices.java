package io.llamajar.chat.jinja;

import java.util.ArrayList;
import java.util.List;

/** Python's slices {@code [start:stop:step]} of texts (by code points), lists and ranges. */
final class Slices {
  private final long start;
  private final long stop;
  private final long step;

  /** Settles a slice for a length, as Python's {@code slice.indices}. */
  private Slices(Object start, Object stop, Object step, int length) {
    this.step = step == None.NONE ? 1 : bound(step);
    if (this.step == 0) {
      throw TemplateException.value("slice step cannot be zero");
    }
    long lowest = this.step > 0 ? 0 : -1;
    long highest = this.step > 0 ? length : length - 1L;
    this.start = settle(start, this.step > 0 ? lowest : highest, lowest, highest, length);
    this.stop = settle(stop, this.step > 0 ? highest : lowest, lowest, highest, length);
  }

  static Object slice(Object target, Object start, Object stop, Object step) {
    return switch (target) {
      case String text -> new Slices(start, stop, step, Types.length(text)).of(text);
      case Markup markup -> new Markup((String) slice(markup.text(), start, stop, step));
      case Sequence sequence ->
          sequence.with(new Slices(start, stop, step, sequence.size()).of(sequence.items()));
      case Range range ->
          new ListValue(new Slices(start, stop, step, range.size()).of(Iteration.list(range)));
      case Undefined undefined -> throw undefined.error();
      case Dict dict -> throw TemplateException.type("unhashable type: 'slice'");
      default ->
          throw TemplateException.type("'" + Types.name(target) + "' object is not subscriptable");
    };
  }

  /** The part of a text between two code points that are in range. */
  static String between(String text, int start, int stop) {
    if (start >= stop) {
      return "";
    }
    int from = text.offsetByCodePoints(0, start);
    return text.substring(from, text.offsetByCodePoints(from, stop - start));
  }

  private static long bound(Object index) {
    if (index instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (!Numbers.isInteger(index)) {
      throw TemplateException.type(
          "slice indices must be integers or None or have an __index__ method");
    }
    return Math.clamp(Numbers.clampedLong(index), Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  private static long settle(Object index, long fallback, long lowest, long highest, int length) {
    if (index == None.NONE) {
      return fallback;
    }
    long position = bound(index);
    return Math.clamp(position < 0 ? position + length : position, lowest, highest);
  }

  private String of(String text) {
    if (step == 1) {
      return between(text, (int) start, (int) stop);
    }
    int[] points = text.codePoints().toArray();
    StringBuilder part = new StringBuilder();
    for (long i = start; step > 0 ? i < stop : i > stop; i += step) {
      part.appendCodePoint(points[(int) i]);
    }
    return part.toString();
  }

  private List<Object> of(List<Object> items) {
    List<Object> part = new ArrayList<>();
    for (long i = start; step > 0 ? i < stop : i > stop; i += step) {
      part.add(items.get((int) i));
    }
    return part;
  }
}
