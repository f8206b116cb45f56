package io.llamajar.chat.jinja;

import java.math.BigInteger;

/**
 * Python's format specification, as in {@code "{:>8.2f}".format(x)}: fill, alignment, sign, width,
 * grouping, precision and type.
 *
 * <p>Source: the Python library reference, "Format Specification Mini-Language".
 */
final class FormatSpec {
  private final String spec;
  private int position;

  private String fill = " ";
  private char align = ' ';
  private char sign = '-';
  private boolean alternate;
  private int width;
  private String grouping = "";
  private int precision = -1;
  private char type = ' ';

  private FormatSpec(String spec) {
    this.spec = spec;
  }

  static String format(Object value, String spec) {
    if (spec.isEmpty()) {
      return Repr.str(value);
    }
    FormatSpec parsed = new FormatSpec(spec);
    return switch (value) {
      case String text -> parsed.read(false).text(text);
      case Markup markup -> parsed.read(false).text(markup.text());
      case Double real -> parsed.read(true).real(real);
      case Object number when Numbers.isInteger(number) -> parsed.read(true).integer(number);
      default ->
          throw TemplateException.type(
              "unsupported format string passed to " + Types.name(value) + ".__format__");
    };
  }

  private FormatSpec read(boolean number) {
    readAlignment(number);
    if (!atEnd() && "+- ".indexOf(spec.charAt(position)) >= 0) {
      sign = spec.charAt(position++);
    }
    alternate = skip('#');
    if (skip('0') && align == ' ') {
      fill = "0";
      align = number ? '=' : '<';
    }
    width = number(0);
    if (!atEnd() && ",_".indexOf(spec.charAt(position)) >= 0) {
      grouping = spec.substring(position, ++position);
    }
    if (skip('.')) {
      precision = number(-1);
      if (precision < 0) {
        throw TemplateException.value("Format specifier missing precision");
      }
    }
    if (!atEnd()) {
      type = spec.charAt(position++);
    }
    if (!atEnd()) {
      throw TemplateException.value("Invalid format specifier");
    }
    return this;
  }

  private void readAlignment(boolean number) {
    int second = atEnd() ? 0 : spec.offsetByCodePoints(0, 1);
    if (second < spec.length() && second > 0 && isAlignment(spec.charAt(second))) {
      fill = spec.substring(0, second);
      align = spec.charAt(second);
      position = second + 1;
    } else if (!atEnd() && isAlignment(spec.charAt(0))) {
      align = spec.charAt(position++);
    }
    if (align == '=' && !number) {
      throw TemplateException.value("'=' alignment not allowed in string format specifier");
    }
  }

  private static boolean isAlignment(char c) {
    return "<>=^".indexOf(c) >= 0;
  }

  private boolean atEnd() {
    return position >= spec.length();
  }

  private boolean skip(char c) {
    boolean found = !atEnd() && spec.charAt(position) == c;
    position += found ? 1 : 0;
    return found;
  }

  private int number(int fallback) {
    int start = position;
    while (!atEnd() && spec.charAt(position) >= '0' && spec.charAt(position) <= '9') {
      position++;
    }
    if (position - start > 9) {
      throw TemplateException.value("Too many decimal digits in format string");
    }
    return position == start ? fallback : Integer.parseInt(spec, start, position, 10);
  }

  private String text(String text) {
    if (type != ' ' && type != 's') {
      throw unknownType("str");
    }
    String shown =
        precision >= 0 && precision < Types.length(text)
            ? Slices.between(text, 0, precision)
            : text;
    return pad("", shown, '<');
  }

  private String integer(Object value) {
    BigInteger number = Numbers.big(value);
    String digits =
        switch (type) {
          case ' ', 'd', 'n' -> group(Repr.digits(number.abs()), 3);
          case 'b' -> group(number.abs().toString(2), 4);
          case 'o' -> group(number.abs().toString(8), 4);
          case 'x' -> group(number.abs().toString(16), 4);
          case 'X' -> group(Texts.upper(number.abs().toString(16)), 4);
          case 'c' -> Character.toString(number.intValue());
          case 'e', 'E', 'f', 'F', 'g', 'G', '%' -> "";
          default -> throw unknownType("int");
        };
    if (digits.isEmpty()) {
      return real(Numbers.real(value));
    }
    if (precision >= 0) {
      throw TemplateException.value("Precision not allowed in integer format specifier");
    }
    String prefix = alternate && "boxX".indexOf(type) >= 0 ? "0" + type : "";
    return pad(sign(number.signum() < 0) + prefix, digits, '>');
  }

  private String real(double number) {
    double size = Math.abs(number);
    int places = precision < 0 ? 6 : precision;
    String text =
        switch (type) {
          case ' ' -> precision < 0 ? Floats.repr(size) : plain(size);
          case 'e', 'E' -> Floats.scientific(size, places);
          case 'f', 'F' -> Floats.fixed(size, places);
          case 'g', 'G', 'n' -> Floats.general(size, places, alternate);
          case '%' -> Floats.fixed(size * 100, places) + "%";
          default -> throw unknownType("float");
        };
    boolean negative = Math.copySign(1, number) < 0 && !Double.isNaN(number);
    int whole = 0;
    while (whole < text.length() && Character.isDigit(text.charAt(whole))) {
      whole++;
    }
    String grouped = group(text.substring(0, whole), 3) + text.substring(whole);
    return pad(sign(negative), Character.isUpperCase(type) ? Texts.upper(grouped) : grouped, '>');
  }

  /** As {@code g}, but with at least one digit after the point. */
  private String plain(double size) {
    String text = Floats.general(size, precision, false);
    boolean whole = text.chars().allMatch(Character::isDigit);
    return whole && text.length() < precision ? text + ".0" : text;
  }

  private String sign(boolean negative) {
    return negative ? "-" : sign == '-' ? "" : String.valueOf(sign);
  }

  private String group(String digits, int size) {
    if (grouping.isEmpty()) {
      return digits;
    }
    StringBuilder grouped = new StringBuilder(digits);
    for (int i = digits.length() - size; i > 0; i -= size) {
      grouped.insert(i, grouping);
    }
    return grouped.toString();
  }

  private String pad(String prefix, String body, char usual) {
    String text = prefix + body;
    String padding = Meter.repeat(fill, (long) width - Types.length(text));
    int half = padding.length() / fill.length() / 2 * fill.length();
    return switch (align == ' ' ? usual : align) {
      case '<' -> text + padding;
      case '>' -> padding + text;
      case '^' -> padding.substring(0, half) + text + padding.substring(half);
      default -> prefix + padding + body;
    };
  }

  private TemplateException unknownType(String name) {
    return TemplateException.value(
        "Unknown format code '" + type + "' for object of type '" + name + "'");
  }
}
