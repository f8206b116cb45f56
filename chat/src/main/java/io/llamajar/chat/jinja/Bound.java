package io.llamajar.chat.jinja;

import java.util.List;

/** Arguments in the order of a {@link Signature}, with typed access and defaults. */
record Bound(String function, List<Object> values, Arguments rest) {

  boolean has(int index) {
    return values.get(index) != Missing.MISSING;
  }

  /** Whether the argument was given and is not {@code None}. */
  boolean hasValue(int index) {
    return has(index) && values.get(index) != None.NONE;
  }

  Object value(int index) {
    return values.get(index);
  }

  Object value(int index, Object fallback) {
    return has(index) ? values.get(index) : fallback;
  }

  String text(int index) {
    Object value = values.get(index);
    if (!Types.isText(value) && !(value instanceof Undefined)) {
      throw TemplateException.type(
          "%s() argument %d must be str, not %s".formatted(function, index + 1, Types.name(value)));
    }
    return Types.text(value);
  }

  String text(int index, String fallback) {
    return hasValue(index) ? text(index) : fallback;
  }

  long integer(int index, long fallback) {
    if (!hasValue(index)) {
      return fallback;
    }
    return integer(values.get(index));
  }

  static long integer(Object value) {
    if (value instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (!Numbers.isInteger(value)) {
      throw TemplateException.type(
          "'" + Types.name(value) + "' object cannot be interpreted as an integer");
    }
    return Numbers.clampedLong(value);
  }

  boolean flag(int index, boolean fallback) {
    return has(index) ? Types.truthy(values.get(index)) : fallback;
  }
}
