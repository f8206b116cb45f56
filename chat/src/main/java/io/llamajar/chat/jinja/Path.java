package io.llamajar.chat.jinja;

import java.util.List;
import java.util.Optional;

/** The {@code attribute} of a filter, such as {@code "function.name"}: where to look in an item. */
record Path(List<Object> steps, Optional<Object> fallback) {
  private static final int LONGEST = 100;

  static Path of(Object attribute) {
    return of(attribute, Optional.empty());
  }

  /** With what stands for a missing step; {@code None} as an attribute is the item itself. */
  static Path of(Object attribute, Optional<Object> fallback) {
    if (attribute == None.NONE) {
      return new Path(List.of(), fallback);
    }
    if (!Types.isText(attribute)) {
      return new Path(List.of(attribute), fallback);
    }
    List<String> names = Texts.split(Types.text(attribute), ".", -1);
    if (names.size() > LONGEST) {
      throw TemplateException.limit("it follows a path of more than " + LONGEST + " attributes");
    }
    return new Path(names.stream().map(Path::step).toList(), fallback);
  }

  /** Several paths, parted by commas. */
  static List<Path> all(Object attribute) {
    return Types.isText(attribute)
        ? Texts.split(Types.text(attribute), ",", -1).stream().map(part -> of(part)).toList()
        : List.of(of(attribute));
  }

  private static Object step(String step) {
    boolean index = TextTests.all(step, c -> c >= '0' && c <= '9') && step.length() < 10;
    return index ? (Object) Long.valueOf(step) : step;
  }

  Object in(Object item) {
    Object value = item;
    for (Object step : steps) {
      value = Lookup.item(value, step);
      if (value instanceof Undefined) {
        value = fallback.orElse(value);
      }
    }
    return value;
  }
}
