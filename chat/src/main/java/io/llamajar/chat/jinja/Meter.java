package io.llamajar.chat.jinja;

import java.math.BigInteger;

/**
 * Bounds what a template may spend: steps, nesting, the length of texts and the size of lists.
 *
 * <p>A step is about one expression or one item of a loop; work on a text or a list costs more
 * steps the longer it is, so that the number of steps bounds time and memory alike.
 */
final class Meter {
  static final int LONGEST_TEXT = 16 << 20; // UTF-16 units, also of the whole output
  static final int LARGEST_VALUE = 1 << 20; // nodes of a nested list or dict, as a tree
  static final int DEEPEST_VALUE = 120;
  static final int LONGEST_RANGE = 100_000; // as in Python's sandbox
  static final int MOST_BITS = 1 << 14; // of an integer; Python refuses to print that many

  private static final long MOST_STEPS = 10_000_000;
  private static final int DEEPEST_NESTING = 600;
  private static final int CALL_LEVELS = 3;
  private static final int CHARACTERS_PER_STEP = 32; // searched or changed
  private static final int COPIED_PER_STEP = 256;

  private long steps;
  private int depth;

  void spend(long cost) {
    steps += cost;
    if (steps > MOST_STEPS) {
      throw TemplateException.limit("it takes more than " + MOST_STEPS + " steps");
    }
  }

  /** Charges for a text or the top level of a list that was just read or made. */
  void spendOn(Object value) {
    spend(1 + size(value) / CHARACTERS_PER_STEP);
  }

  /** Charges for a text or list that was put together without looking into it. */
  void spendOnCopy(Object value) {
    spend(1 + size(value) / COPIED_PER_STEP);
  }

  /** Charges for a value that is read to its last leaf: printed or compared. */
  void spendOnAll(Object value) {
    if (Types.isText(value)) {
      spendOn(value);
    } else {
      spend(Weight.of(value).nodes());
    }
  }

  /** One more level of nested expressions or statements. */
  void enter() {
    spend(1);
    enter(1);
  }

  void leave() {
    depth--;
  }

  /** A call that renders statements again, which takes more of the stack. */
  void enterCall() {
    enter(CALL_LEVELS);
  }

  void leaveCall() {
    depth -= CALL_LEVELS;
  }

  private void enter(int levels) {
    depth += levels;
    if (depth > DEEPEST_NESTING) {
      throw TemplateException.limit("expressions or macro calls are nested too deeply");
    }
  }

  /** Stops a list that grows too long before it is complete. */
  static void checkSize(int size) {
    if (size > LARGEST_VALUE) {
      throw TemplateException.limit("it makes a list that is too long");
    }
  }

  static int checkLength(long length) {
    if (length > LONGEST_TEXT) {
      throw TemplateException.limit("it makes a text of more than " + LONGEST_TEXT + " characters");
    }
    return (int) length;
  }

  /** A text repeated, unless that gets too long. */
  static String repeat(String text, long times) {
    if (times <= 0 || text.isEmpty()) {
      return "";
    }
    checkLength(times);
    checkLength(times * text.length());
    return text.repeat((int) times);
  }

  private static long size(Object value) {
    return switch (value) {
      case String text -> text.length();
      case Markup markup -> markup.text().length();
      case Sequence sequence -> sequence.size();
      case Dict dict -> dict.size();
      case BigInteger number -> number.bitLength() / 2;
      default -> 0;
    };
  }
}
