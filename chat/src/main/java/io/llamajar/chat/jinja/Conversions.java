package io.llamajar.chat.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Optional;

/** Python's {@code int(value)} and {@code float(value)}. */
final class Conversions {
  private static final int MOST_DIGITS = 4300; // as Python

  private Conversions() {}

  /** The value as a float; what cannot be one is a {@code TypeError} or {@code ValueError}. */
  static double real(Object value) {
    if (Numbers.isNumber(value)) {
      return Numbers.real(value);
    }
    if (value instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (!Types.isText(value)) {
      throw TemplateException.type(
          "float() argument must be a string or a real number, not '" + Types.name(value) + "'");
    }
    return parseReal(Types.text(value))
        .orElseThrow(() ->
            TemplateException.value("could not convert string to float: " + Repr.repr(value)));
  }

  /** The value as an integer; a text in this base. */
  static Object integer(Object value, int base) {
    return switch (value) {
      case Double real -> Numbers.integer(Numbers.truncate(real));
      case Object number when Numbers.isInteger(number) -> Numbers.integer(Numbers.big(number));
      case Undefined undefined -> throw undefined.error();
      case Object text when Types.isText(text) ->
          parseInteger(Types.text(text), base)
              .map(Numbers::integer)
              .orElseThrow(() ->
                  TemplateException.value(
                      "invalid literal for int() with base " + base + ": " + Repr.repr(text)));
      default ->
          throw TemplateException.type(
              "int() argument must be a string, a bytes-like object or a real number, not '"
                  + Types.name(value)
                  + "'");
    };
  }

  private static Optional<Double> parseReal(String text) {
    String number = Texts.lower(Texts.strip(text, Characters::isSpace, true, true));
    String unsigned = withoutSign(number);
    boolean negative = number.startsWith("-");
    switch (unsigned) {
      case "inf", "infinity" -> {
        return Optional.of(negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
      }
      case "nan" -> {
        return Optional.of(Double.NaN);
      }
      default -> {}
    }
    if (!isReal(unsigned)) {
      return Optional.empty();
    }
    double size = Double.parseDouble(unsigned.replace("_", ""));
    return Optional.of(negative ? -size : size);
  }

  /** Digits, a point, an exponent: Java's own parser would take more than that. */
  private static boolean isReal(String text) {
    int exponent = text.indexOf('e');
    String mantissa = exponent < 0 ? text : text.substring(0, exponent);
    if (exponent >= 0 && !isDigits(withoutSign(text.substring(exponent + 1)), 10)) {
      return false;
    }
    int point = mantissa.indexOf('.');
    if (point < 0) {
      return isDigits(mantissa, 10);
    }
    String whole = mantissa.substring(0, point);
    String fraction = mantissa.substring(point + 1);
    return whole.length() + fraction.length() > 0
        && (whole.isEmpty() || isDigits(whole, 10))
        && (fraction.isEmpty() || isDigits(fraction, 10));
  }

  private static Optional<BigInteger> parseInteger(String text, int givenBase) {
    String number = Texts.lower(Texts.strip(text, Characters::isSpace, true, true));
    String digits = withoutSign(number);
    int base = givenBase;
    int prefixed =
        digits.startsWith("0x")
            ? 16
            : digits.startsWith("0o") ? 8 : digits.startsWith("0b") ? 2 : 0;
    if (prefixed > 0 && (base == prefixed || base == 0)) {
      digits = digits.substring(2);
      digits = digits.startsWith("_") ? digits.substring(1) : digits;
      base = prefixed;
    }
    base = base == 0 ? 10 : base;
    if (base < 2 || base > 36) {
      throw TemplateException.value("int() base must be >= 2 and <= 36, or 0");
    }
    if (!isDigits(digits, base)) {
      return Optional.empty();
    }
    if (digits.length() > MOST_DIGITS) {
      throw TemplateException.value(
          "Exceeds the limit (4300 digits) for integer string conversion");
    }
    BigInteger size = new BigInteger(digits.replace("_", ""), base);
    return Optional.of(number.startsWith("-") ? size.negate() : size);
  }

  private static String withoutSign(String number) {
    return number.startsWith("-") || number.startsWith("+") ? number.substring(1) : number;
  }

  /** Digits that may be parted by single underscores. */
  private static boolean isDigits(String text, int base) {
    boolean digitBefore = false;
    for (int i = 0; i < text.length(); i++) {
      boolean digit = Character.digit(text.charAt(i), base) >= 0;
      if (!digit && !(text.charAt(i) == '_' && digitBefore)) {
        return false;
      }
      digitBefore = digit;
    }
    return digitBefore;
  }

  /** Rounds half to even, on the exact binary value of a float. */
  static Object round(Object number, int places) {
    if (number instanceof Double real) {
      if (!Double.isFinite(real) || places > 400) {
        return real;
      }
      double rounded =
          new BigDecimal(real)
              .setScale(Math.max(places, -400), RoundingMode.HALF_EVEN)
              .doubleValue();
      return rounded == 0 ? Math.copySign(0.0, real) : rounded;
    }
    if (places >= 0) {
      return Numbers.integer(Numbers.big(number));
    }
    return Numbers.integer(
        new BigDecimal(Numbers.big(number))
            .setScale(Math.max(places, -Meter.MOST_BITS), RoundingMode.HALF_EVEN)
            .toBigInteger());
  }
}
