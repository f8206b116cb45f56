package io.llamajar.chat.jinja;

import java.math.BigInteger;
import java.util.function.Consumer;

/** Python's {@code str()} and {@code repr()}: how a value looks when a template prints it. */
final class Repr {
  private static final int MOST_DIGITS = 4300; // Python prints no longer integer

  private final StringBuilder out = new StringBuilder();
  private int depth;

  private Repr() {}

  static String str(Object value) {
    return switch (value) {
      case String text -> text;
      case Markup markup -> markup.text();
      case Undefined undefined -> "";
      default -> repr(value);
    };
  }

  static String repr(Object value) {
    Repr repr = new Repr();
    repr.append(value);
    return repr.out.toString();
  }

  private void append(Object value) {
    Meter.checkLength(out.length());
    if (++depth > Meter.DEEPEST_VALUE) {
      throw TemplateException.limit("it prints a value that is nested too deeply");
    }
    switch (value) {
      case Boolean flag -> out.append(flag ? "True" : "False");
      case Double real -> out.append(Floats.repr(real));
      case BigInteger big -> out.append(digits(big));
      case String text -> appendQuoted(text);
      case Markup markup -> enclose("Markup(", ")", m -> appendQuoted(markup.text()));
      case ListValue list -> enclose("[", "]", l -> appendAll(list));
      case Tuple tuple -> enclose("(", tuple.size() == 1 ? ",)" : ")", t -> appendAll(tuple));
      case Dict dict -> enclose("{", "}", d -> appendEntries(dict));
      case DictView view -> enclose(view.typeName() + "([", "])", v -> appendAll(view));
      case Undefined undefined -> out.append("Undefined");
      case Namespace space ->
          enclose("<Namespace {", "}>", s -> appendEntries(Dict.of(space.values())));
      case Macro macro -> out.append(macro);
      case Attributed object -> out.append('<').append(object.typeName()).append(" object>");
      case Generator generator -> out.append('<').append(generator.typeName()).append(" object>");
      case Callable callable -> out.append("<built-in method>");
      default -> out.append(value); // Long, None, Range
    }
    depth--;
  }

  private void enclose(String open, String close, Consumer<String> inner) {
    out.append(open);
    inner.accept(open);
    out.append(close);
  }

  private void appendAll(Iterable<Object> items) {
    String separator = "";
    for (Object item : items) {
      out.append(separator);
      append(item);
      separator = ", ";
    }
  }

  private void appendEntries(Dict dict) {
    String separator = "";
    for (Dict.Entry entry : dict.entries()) {
      out.append(separator);
      append(entry.key());
      out.append(": ");
      append(entry.value());
      separator = ", ";
    }
  }

  private void appendQuoted(String text) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    out.append(quote);
    text.codePoints().forEach(c -> appendCharacter(c, quote));
    out.append(quote);
  }

  private void appendCharacter(int c, char quote) {
    switch (c) {
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (c == quote) {
          out.append('\\').append(quote);
        } else if (Characters.isPrintable(c)) {
          out.appendCodePoint(c);
        } else {
          out.append(escape(c));
        }
      }
    }
  }

  /** A character as {@code \xHH}, {@code \ uHHHH} or {@code \UHHHHHHHH}. */
  static String escape(int c) {
    return c < 0x100
        ? "\\x%02x".formatted(c)
        : c < 0x10000 ? "\\u%04x".formatted(c) : "\\U%08x".formatted(c);
  }

  static String digits(BigInteger number) {
    String digits = number.toString();
    if (digits.length() > MOST_DIGITS) {
      throw TemplateException.value(
          "Exceeds the limit (4300 digits) for integer string conversion");
    }
    return digits;
  }
}
