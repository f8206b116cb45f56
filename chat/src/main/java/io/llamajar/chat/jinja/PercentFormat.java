package io.llamajar.chat.jinja;

import java.math.BigInteger;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Python's {@code "%s is %5.1f" % values}. */
final class PercentFormat {
  private final String format;
  private final Object values;
  private final UnaryOperator<Object> convert;
  private int position;
  private int nextValue;

  private boolean left;
  private boolean zero;
  private boolean alternate;
  private String plus = "";
  private int width;
  private int precision;

  private PercentFormat(String format, Object values, UnaryOperator<Object> convert) {
    this.format = format;
    this.values = values;
    this.convert = convert;
  }

  /** Puts values into a format; texts among them go through a conversion first. */
  static String format(String format, Object values, UnaryOperator<Object> convert) {
    return new PercentFormat(format, values, convert).format();
  }

  private String format() {
    StringBuilder out = new StringBuilder();
    while (position < format.length()) {
      char c = format.charAt(position++);
      if (c == '%') {
        out.append(conversion());
        Meter.checkLength(out.length());
      } else {
        out.append(c);
      }
    }
    if (nextValue < count() && !(values instanceof Dict || values instanceof ListValue)) {
      throw TemplateException.type("not all arguments converted during string formatting");
    }
    return out.toString();
  }

  private int count() {
    return values instanceof Tuple tuple ? tuple.size() : values instanceof Undefined ? 0 : 1;
  }

  private String conversion() {
    Object named = Missing.MISSING;
    if (peek() == '(') {
      named = named();
    }
    readFlags();
    width = size();
    if (width < 0) {
      left = true;
      width = -width;
    }
    precision = -1;
    if (peek() == '.') {
      position++;
      precision = Math.max(0, size());
    }
    while ("hlL".indexOf(peek()) >= 0) {
      position++;
    }
    char type = peek();
    position++;
    if (type == '%') {
      return "%";
    }
    return convert(type, named == Missing.MISSING ? next() : named);
  }

  private char peek() {
    if (position >= format.length()) {
      throw TemplateException.value("incomplete format");
    }
    return format.charAt(position);
  }

  private Object named() {
    int close = format.indexOf(')', position);
    if (close < 0) {
      throw TemplateException.value("incomplete format key");
    }
    String key = format.substring(position + 1, close);
    position = close + 1;
    if (!(values instanceof Dict dict)) {
      throw TemplateException.type("format requires a mapping");
    }
    return dict.find(key)
        .orElseThrow(() -> new TemplateException(TemplateException.Kind.LOOKUP, Repr.repr(key)));
  }

  private void readFlags() {
    left = false;
    zero = false;
    alternate = false;
    plus = "";
    for (; "-0#+ ".indexOf(peek()) >= 0; position++) {
      switch (peek()) {
        case '-' -> left = true;
        case '0' -> zero = true;
        case '#' -> alternate = true;
        case '+' -> plus = "+";
        default -> plus = plus.isEmpty() ? " " : plus;
      }
    }
  }

  private int size() {
    if (peek() == '*') {
      position++;
      return Math.clamp(Bound.integer(next()), -Integer.MAX_VALUE, Integer.MAX_VALUE);
    }
    long size = 0;
    for (; peek() >= '0' && peek() <= '9'; position++) {
      size = Math.min(10 * size + peek() - '0', Integer.MAX_VALUE);
    }
    return (int) size;
  }

  private Object next() {
    if (nextValue >= Math.max(count(), values instanceof Undefined ? 1 : 0)) {
      throw TemplateException.type("not enough arguments for format string");
    }
    Object value = values instanceof Tuple tuple ? tuple.items().get(nextValue) : values;
    nextValue++;
    return value;
  }

  private String convert(char type, Object value) {
    return switch (type) {
      case 's' -> pad("", cut(Repr.str(convert.apply(value))), false);
      case 'r' -> pad("", cut(Repr.str(convert.apply(Repr.repr(value)))), false);
      case 'a' -> pad("", cut(ascii(Repr.repr(value))), false);
      case 'c' -> pad("", character(value), false);
      case 'd', 'i', 'u', 'x', 'X', 'o' -> integer(type, value);
      case 'e', 'E', 'f', 'F', 'g', 'G' -> real(type, value);
      default ->
          throw TemplateException.value(
              "unsupported format character '%c' (0x%x) at index %d"
                  .formatted(type, (int) type, position - 1));
    };
  }

  private String cut(String text) {
    return precision >= 0 && precision < Types.length(text)
        ? Slices.between(text, 0, precision)
        : text;
  }

  static String ascii(String text) {
    return text.codePoints()
        .mapToObj(c -> c < 0x80 ? Character.toString(c) : Repr.escape(c))
        .collect(Collectors.joining());
  }

  private static String character(Object value) {
    if (Numbers.isInteger(value)) {
      long code = Numbers.clampedLong(value);
      if (code < 0 || code > Character.MAX_CODE_POINT) {
        throw TemplateException.arithmetic("%c arg not in range(0x110000)");
      }
      return Character.toString((int) code);
    }
    if (!Types.isText(value) || Types.length(value) != 1) {
      throw TemplateException.type("%c requires int or char");
    }
    return Types.text(value);
  }

  private String integer(char type, Object value) {
    boolean decimal = List.of('d', 'i', 'u').contains(type);
    if (!Numbers.isInteger(value) && !(decimal && value instanceof Double)) {
      throw wrongType(type, decimal ? "a real number" : "an integer", value);
    }
    BigInteger number = value instanceof Double real ? Numbers.truncate(real) : Numbers.big(value);
    String digits =
        switch (type) {
          case 'x' -> number.abs().toString(16);
          case 'X' -> Texts.upper(number.abs().toString(16));
          case 'o' -> number.abs().toString(8);
          default -> Repr.digits(number.abs());
        };
    String prefix = alternate && !decimal ? "0" + type : "";
    digits = Meter.repeat("0", (long) precision - digits.length()) + digits;
    return pad((number.signum() < 0 ? "-" : plus) + prefix, digits, true);
  }

  private String real(char type, Object value) {
    if (value instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (!Numbers.isNumber(value)) {
      throw TemplateException.type("must be real number, not " + Types.name(value));
    }
    double number = Numbers.real(value);
    double size = Math.abs(number);
    int places = precision < 0 ? 6 : precision;
    String digits =
        switch (type) {
          case 'e', 'E' -> Floats.scientific(size, places);
          case 'f', 'F' -> Floats.fixed(size, places);
          default -> Floats.general(size, places, alternate);
        };
    String sign = Math.copySign(1, number) < 0 && !Double.isNaN(number) ? "-" : plus;
    return pad(sign, Character.isUpperCase(type) ? Texts.upper(digits) : digits, true);
  }

  private static TemplateException wrongType(char type, String wanted, Object value) {
    if (value instanceof Undefined undefined) {
      return undefined.error();
    }
    return TemplateException.type(
        "%%%c format: %s is required, not %s".formatted(type, wanted, Types.name(value)));
  }

  private String pad(String sign, String body, boolean number) {
    String text = sign + body;
    String padding = Meter.repeat(zero && number && !left ? "0" : " ", width - Types.length(text));
    if (left) {
      return text + padding;
    }
    return zero && number ? sign + padding + body : padding + text;
  }
}
