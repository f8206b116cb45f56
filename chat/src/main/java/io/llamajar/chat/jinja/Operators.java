package io.llamajar.chat.jinja;

import java.util.ArrayList;
import java.util.List;

/** Python's arithmetic operators on any two values: numbers, texts, lists. */
final class Operators {
  private Operators() {}

  static Object binary(String symbol, Object left, Object right) {
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return numeric(symbol, left, right);
    }
    if (symbol.equals("%") && Types.isText(left)) {
      return format(left, right);
    }
    requireDefined(left);
    requireDefined(right);
    return switch (symbol) {
      case "+" -> add(left, right);
      case "*" -> multiply(left, right);
      default -> throw unsupported(symbol, left, right);
    };
  }

  private static Object numeric(String symbol, Object left, Object right) {
    return switch (symbol) {
      case "+" -> Numbers.add(left, right);
      case "-" -> Numbers.subtract(left, right);
      case "*" -> Numbers.multiply(left, right);
      case "/" -> Numbers.divide(left, right);
      case "//" -> Numbers.floorDivide(left, right);
      case "%" -> Numbers.modulo(left, right);
      default -> Numbers.power(left, right);
    };
  }

  private static Object add(Object left, Object right) {
    if (left instanceof Markup || right instanceof Markup) {
      if (Types.isText(left) && Types.isText(right)) {
        return new Markup(concatenate(Markup.escape(left).text(), Markup.escape(right).text()));
      }
    } else if (left instanceof String start && right instanceof String end) {
      return concatenate(start, end);
    }
    if (left instanceof Sequence start
        && right instanceof Sequence end
        && start.getClass() == end.getClass()) {
      List<Object> items = new ArrayList<>(start.size() + end.size());
      items.addAll(start.items());
      items.addAll(end.items());
      return start.with(items);
    }
    if (left instanceof String || left instanceof Sequence) {
      String type = Types.name(left);
      throw TemplateException.type(
          "can only concatenate %s (not \"%s\") to %s".formatted(type, Types.name(right), type));
    }
    throw unsupported("+", left, right);
  }

  private static String concatenate(String start, String end) {
    Meter.checkLength((long) start.length() + end.length());
    return start + end;
  }

  private static Object multiply(Object left, Object right) {
    if (isRepeatable(left)) {
      return repeat(left, right);
    }
    if (isRepeatable(right)) {
      return repeat(right, left);
    }
    throw unsupported("*", left, right);
  }

  private static boolean isRepeatable(Object value) {
    return Types.isText(value) || value instanceof Sequence;
  }

  private static Object repeat(Object value, Object count) {
    if (!Numbers.isInteger(count)) {
      throw TemplateException.type(
          "can't multiply sequence by non-int of type '" + Types.name(count) + "'");
    }
    long times = Math.max(0, Numbers.clampedLong(count));
    return switch (value) {
      case String text -> Meter.repeat(text, times);
      case Markup markup -> new Markup(Meter.repeat(markup.text(), times));
      default -> repeat((Sequence) value, times);
    };
  }

  private static Sequence repeat(Sequence sequence, long times) {
    if (sequence.size() > 0 && times > Meter.LARGEST_VALUE / sequence.size()) {
      throw TemplateException.limit("it makes a list that is too long");
    }
    List<Object> items = new ArrayList<>();
    for (long i = 0; sequence.size() > 0 && i < times; i++) {
      items.addAll(sequence.items());
    }
    return sequence.with(items);
  }

  private static Object format(Object format, Object values) {
    return format instanceof Markup markup
        ? new Markup(PercentFormat.format(markup.text(), values, Markup::escape))
        : PercentFormat.format((String) format, values, value -> value);
  }

  static Object unary(String symbol, Object operand) {
    requireDefined(operand);
    if (!Numbers.isNumber(operand)) {
      throw TemplateException.type(
          "bad operand type for unary " + symbol + ": '" + Types.name(operand) + "'");
    }
    if (symbol.equals("-")) {
      return Numbers.negate(operand);
    }
    return operand instanceof Boolean ? Numbers.integer(Numbers.big(operand)) : operand;
  }

  private static void requireDefined(Object value) {
    if (value instanceof Undefined undefined) {
      throw undefined.error();
    }
  }

  private static TemplateException unsupported(String symbol, Object left, Object right) {
    String name = symbol.equals("**") ? "** or pow()" : symbol;
    return TemplateException.type(
        "unsupported operand type(s) for %s: '%s' and '%s'"
            .formatted(name, Types.name(left), Types.name(right)));
  }
}
