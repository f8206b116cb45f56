package io.llamajar.chat.jinja;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Writes values as JSON, character for character as Python's {@code json.dumps}. */
final class JsonText {
  private final Style style;
  private final StringBuilder out = new StringBuilder();

  /** How the JSON looks; an indent of {@code None} writes all on one line. */
  record Style(
      boolean asciiOnly,
      Object indent,
      String itemSeparator,
      String keySeparator,
      boolean sortKeys) {

    static Style of(boolean asciiOnly, Object indent, Object separators, boolean sortKeys) {
      boolean oneLine = indent == None.NONE;
      Object unit =
          oneLine || Types.isText(indent) ? indent : Meter.repeat(" ", Bound.integer(indent));
      if (separators == None.NONE) {
        return new Style(asciiOnly, unit, oneLine ? ", " : ",", ": ", sortKeys);
      }
      List<Object> pair = Iteration.unpack(separators, 2);
      return new Style(asciiOnly, unit, Types.text(pair.get(0)), Types.text(pair.get(1)), sortKeys);
    }
  }

  private JsonText(Style style) {
    this.style = style;
  }

  static String write(Object value, Style style) {
    JsonText json = new JsonText(style);
    json.append(value, 0);
    return json.out.toString();
  }

  private void append(Object value, int depth) {
    Meter.checkLength(out.length());
    switch (value) {
      case None none -> out.append("null");
      case Boolean flag -> out.append(flag);
      case Long number -> out.append(number);
      case BigInteger number -> out.append(Repr.digits(number));
      case Double number -> out.append(number(number));
      case String text -> appendText(text);
      case Markup markup -> appendText(markup.text());
      case Sequence sequence -> appendSequence(sequence, depth);
      case Dict dict -> appendDict(dict, depth);
      default ->
          throw TemplateException.type(
              "Object of type " + Types.name(value) + " is not JSON serializable");
    }
  }

  private static String number(double number) {
    if (Double.isNaN(number)) {
      return "NaN";
    }
    return Double.isInfinite(number) ? number > 0 ? "Infinity" : "-Infinity" : Floats.repr(number);
  }

  private void appendSequence(Sequence sequence, int depth) {
    if (sequence.size() == 0) {
      out.append("[]");
      return;
    }
    out.append('[');
    boolean first = true;
    for (Object item : sequence) {
      separate(first, depth + 1);
      append(item, depth + 1);
      first = false;
    }
    lineBreak(depth);
    out.append(']');
  }

  private void appendDict(Dict dict, int depth) {
    if (dict.size() == 0) {
      out.append("{}");
      return;
    }
    List<Dict.Entry> entries = new ArrayList<>(dict.entries());
    if (style.sortKeys()) {
      entries.sort((x, y) -> Comparisons.order(x.key(), y.key()));
    }
    out.append('{');
    boolean first = true;
    for (Dict.Entry entry : entries) {
      separate(first, depth + 1);
      appendText(key(entry.key()));
      out.append(style.keySeparator());
      append(entry.value(), depth + 1);
      first = false;
    }
    lineBreak(depth);
    out.append('}');
  }

  private static String key(Object key) {
    return switch (key) {
      case String text -> text;
      case Markup markup -> markup.text();
      case None none -> "null";
      case Boolean flag -> flag.toString();
      case Double number -> number(number);
      case Object number when Numbers.isInteger(number) -> Repr.str(number);
      default ->
          throw TemplateException.type(
              "keys must be str, int, float, bool or None, not " + Types.name(key));
    };
  }

  private void separate(boolean first, int depth) {
    if (!first) {
      out.append(style.itemSeparator());
    }
    lineBreak(depth);
  }

  private void lineBreak(int depth) {
    if (style.indent() != None.NONE) {
      out.append('\n').append(Meter.repeat(Types.text(style.indent()), depth));
      Meter.checkLength(out.length());
    }
  }

  private void appendText(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        default -> {
          if (c < ' ' || (c > '~' && style.asciiOnly())) {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
