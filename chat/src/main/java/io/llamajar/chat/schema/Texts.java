package io.llamajar.chat.schema;

import io.llamajar.chat.jinja.None;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How given values stand in JSON: the rules for a string's characters, and for whole values. */
final class Texts {
  private static final Map<Integer, String> SHORT =
      Map.of(
          (int) '"', "\\\"",
          (int) '\\', "\\\\",
          (int) '\b', "\\b",
          (int) '\f', "\\f",
          (int) '\n', "\\n",
          (int) '\r', "\\r",
          (int) '\t', "\\t");
  private static final CodePoints PLAIN =
      CodePoints.CONTROLS.or(CodePoints.of("\"\\")).complement();
  private static final int LONGEST_PLAIN_NUMBER = 40;

  private Texts() {}

  /** A string in its quotes. */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(c -> quoted.append(PLAIN.contains(c) ? Character.toString(c) : escaped(c)));
    return quoted.append('"').toString();
  }

  private static String escaped(int c) {
    return SHORT.getOrDefault(c, "\\u%04X".formatted(c));
  }

  /** A value with room for white space between its parts. */
  static Gbnf value(Object value, Rules rules) {
    return switch (value) {
      case String text -> Gbnf.literal(quoted(text));
      case Boolean flag -> Gbnf.literal(flag.toString());
      case Number number -> Gbnf.literal(number(Values.decimal(number)));
      case List<?> list ->
          enclosed("[", list.stream().map(item -> value(item, rules)).toList(), "]", rules);
      case Map<?, ?> map -> {
        List<Gbnf> members = new ArrayList<>();
        map.forEach(
            (name, item) -> members.add(member(name.toString(), value(item, rules), rules)));
        yield enclosed("{", members, "}", rules);
      }
      case None none -> Gbnf.literal("null");
      default -> throw new IllegalArgumentException("No JSON value: " + value.getClass());
    };
  }

  private static String number(BigDecimal number) {
    String plain =
        Math.abs(number.scale()) > LONGEST_PLAIN_NUMBER
            ? number.toString()
            : number.toPlainString();
    return plain.endsWith(".0") ? plain.substring(0, plain.length() - 2) : plain;
  }

  /** A member of an object. */
  static Gbnf member(String name, Gbnf value, Rules rules) {
    return Gbnf.sequence(Gbnf.literal(quoted(name) + ":"), rules.use(Primitive.SPACE), value);
  }

  /** The next part after a comma. */
  static Gbnf next(Gbnf part, Rules rules) {
    return Gbnf.sequence(Gbnf.literal(","), rules.use(Primitive.SPACE), part);
  }

  private static Gbnf enclosed(String start, List<Gbnf> parts, String end, Rules rules) {
    List<Gbnf> inner = new ArrayList<>();
    for (Gbnf part : parts) {
      inner.add(inner.isEmpty() ? part : next(part, rules));
    }
    return enclosed(start, Gbnf.sequence(inner), end, rules);
  }

  /** Parts between brackets, white space around them. */
  static Gbnf enclosed(String start, Gbnf inner, String end, Rules rules) {
    Gbnf space = rules.use(Primitive.SPACE);
    Gbnf spaced =
        switch (inner) {
          case Gbnf.Repeat maybe when maybe.isOptional() ->
              Gbnf.optional(Gbnf.sequence(maybe.item(), space));
          case Gbnf some when some.equals(Gbnf.Sequence.EMPTY) -> some;
          default -> Gbnf.sequence(inner, space);
        };
    return Gbnf.sequence(Gbnf.literal(start), space, spaced, Gbnf.literal(end));
  }

  /** One character of a set as a JSON string has it: escaped where it must be. */
  static Gbnf character(CodePoints set, Rules rules) {
    if (set.contains(CodePoints.ALL)) {
      return rules.use(Primitive.CHAR);
    }
    List<Gbnf> ways = new ArrayList<>();
    CodePoints plain = set.and(PLAIN);
    if (!plain.isEmpty()) {
      ways.add(Gbnf.oneOf(plain));
    }
    CodePoints escaped = set.minus(PLAIN);
    if (set.contains(CodePoints.CONTROLS)) {
      ways.add(rules.use(Primitive.CONTROL));
      escaped = escaped.minus(CodePoints.CONTROLS);
    }
    for (CodePoints.Range range : escaped.ranges()) {
      for (int c = range.first(); c <= range.last(); c++) {
        ways.add(Gbnf.literal(escaped(c)));
      }
    }
    if (set.contains(CodePoints.BEYOND_ASCII)) {
      ways.add(rules.use(Primitive.WIDE));
    }
    return Gbnf.choice(ways);
  }
}
