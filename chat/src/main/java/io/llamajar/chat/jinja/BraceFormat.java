package io.llamajar.chat.jinja;

/** Python's {@code "{} {name!r:>8}".format(...)}. */
final class BraceFormat {
  private final Arguments arguments;
  private int automatic; // the next number for {}
  private boolean manual; // numbers are written out, as in {0}

  private BraceFormat(Arguments arguments) {
    this.arguments = arguments;
  }

  static String format(String format, Arguments arguments) {
    return new BraceFormat(arguments).format(format, 2);
  }

  private String format(String format, int depth) {
    if (depth < 0) {
      throw TemplateException.value("Max string recursion exceeded");
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '{' && c != '}') {
        out.append(c);
      } else if (i + 1 < format.length() && format.charAt(i + 1) == c) {
        out.append(c);
        i++;
      } else if (c == '}') {
        throw TemplateException.value("Single '}' encountered in format string");
      } else {
        int end = endOfField(format, i + 1);
        out.append(field(format.substring(i + 1, end), depth));
        i = end;
      }
      Meter.checkLength(out.length());
    }
    return out.toString();
  }

  private static int endOfField(String format, int start) {
    int open = 1;
    for (int i = start; i < format.length(); i++) {
      open += format.charAt(i) == '{' ? 1 : format.charAt(i) == '}' ? -1 : 0;
      if (open == 0) {
        return i;
      }
    }
    throw TemplateException.value(
        start == format.length()
            ? "Single '{' encountered in format string"
            : "expected '}' before end of string");
  }

  private String field(String field, int depth) {
    int colon = specStart(field);
    String spec = colon < field.length() ? format(field.substring(colon + 1), depth - 1) : "";
    String name = field.substring(0, colon);
    int bang = name.indexOf('!');
    String conversion = bang < 0 ? "" : name.substring(bang + 1);
    Object value = value(bang < 0 ? name : name.substring(0, bang));
    return switch (conversion) {
      case "" -> FormatSpec.format(value, spec);
      case "s" -> FormatSpec.format(Repr.str(value), spec);
      case "r" -> FormatSpec.format(Repr.repr(value), spec);
      case "a" -> FormatSpec.format(PercentFormat.ascii(Repr.repr(value)), spec);
      default -> throw TemplateException.value("Unknown conversion specifier " + conversion);
    };
  }

  /** The colon that begins the specification, which is not one in brackets. */
  private static int specStart(String field) {
    boolean inBrackets = false;
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      inBrackets = c == '[' || (inBrackets && c != ']');
      if (c == ':' && !inBrackets) {
        return i;
      }
    }
    return field.length();
  }

  /** {@code name.attribute[key]}. */
  private Object value(String path) {
    int end = 0;
    while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
      end++;
    }
    Object value = argument(path.substring(0, end));
    while (end < path.length()) {
      if (path.charAt(end) == '.') {
        int start = end + 1;
        end = start;
        while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
          end++;
        }
        value = Lookup.attribute(value, path.substring(start, end));
      } else {
        int close = path.indexOf(']', end);
        if (path.charAt(end) != '[' || close < 0) {
          throw TemplateException.value("Missing ']' in format string");
        }
        String key = path.substring(end + 1, close);
        value = Lookup.item(value, isNumber(key) ? (Object) Long.valueOf(key) : key);
        end = close + 1;
      }
    }
    return value;
  }

  private Object argument(String name) {
    if (name.isEmpty() || isNumber(name)) {
      requireOneNumbering(name.isEmpty());
      int index = name.isEmpty() ? automatic++ : Integer.parseInt(name);
      if (index >= arguments.positional().size()) {
        throw new TemplateException(TemplateException.Kind.LOOKUP, "tuple index out of range");
      }
      return arguments.positional().get(index);
    }
    Object value = arguments.named().get(name);
    if (value == null) {
      throw new TemplateException(TemplateException.Kind.LOOKUP, Repr.repr(name));
    }
    return value;
  }

  private void requireOneNumbering(boolean isAutomatic) {
    if (isAutomatic ? manual : automatic > 0) {
      throw TemplateException.value(
          "cannot switch from manual field specification to automatic field numbering");
    }
    manual = !isAutomatic;
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && text.length() < 9 && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
