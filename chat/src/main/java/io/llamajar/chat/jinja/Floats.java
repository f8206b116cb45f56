package io.llamajar.chat.jinja;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** How Python writes a float: {@code repr}, and the {@code e}, {@code f} and {@code g} styles. */
final class Floats {
  private static final int LARGEST_PLAIN_EXPONENT = 16;
  private static final int SMALLEST_PLAIN_EXPONENT = -4;

  private Floats() {}

  /** The shortest digits that read back as the same number. */
  static String repr(double number) {
    if (!Double.isFinite(number)) {
      return special(number);
    }
    BigDecimal shortest = shortest(Math.abs(number));
    int exponent = shortest.precision() - shortest.scale() - 1;
    String digits = shortest.unscaledValue().toString();
    String text;
    if (number == 0) {
      text = "0.0";
    } else if (exponent < SMALLEST_PLAIN_EXPONENT || exponent >= LARGEST_PLAIN_EXPONENT) {
      String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
      text = digits.charAt(0) + fraction + exponent(exponent);
    } else {
      String plain = shortest.toPlainString();
      text = plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }
    return sign(number) + text;
  }

  /** Java's shortest digits; but Java gives two where one would do, as in 5e-324. */
  private static BigDecimal shortest(double number) {
    BigDecimal digits = new BigDecimal(Double.toString(number)).stripTrailingZeros();
    BigDecimal single = digits.round(new MathContext(1));
    return digits.precision() == 2 && single.doubleValue() == number ? single : digits;
  }

  /** As {@code %.{precision}f}. */
  static String fixed(double number, int precision) {
    if (!Double.isFinite(number)) {
      return special(number);
    }
    return sign(number)
        + new BigDecimal(Math.abs(number))
            .setScale(checked(precision), RoundingMode.HALF_EVEN)
            .toPlainString();
  }

  /** As {@code %.{precision}e}. */
  static String scientific(double number, int precision) {
    if (!Double.isFinite(number)) {
      return special(number);
    }
    BigDecimal rounded = round(Math.abs(number), checked(precision) + 1);
    int exponent = number == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
    String digits = pad(rounded.unscaledValue().toString(), precision + 1);
    String fraction = precision > 0 ? "." + digits.substring(1, precision + 1) : "";
    return sign(number) + digits.charAt(0) + fraction + exponent(exponent);
  }

  /** As {@code %.{precision}g}: fixed or scientific, whichever is shorter; no needless zeros. */
  static String general(double number, int precision, boolean keepZeros) {
    if (!Double.isFinite(number)) {
      return special(number);
    }
    int digits = Math.max(1, checked(precision));
    BigDecimal rounded = round(Math.abs(number), digits);
    int exponent = number == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
    if (exponent < SMALLEST_PLAIN_EXPONENT || exponent >= digits) {
      String text = scientific(number, digits - 1);
      int e = text.indexOf('e');
      return keepZeros ? text : stripZeros(text.substring(0, e)) + text.substring(e);
    }
    String text = fixed(number, digits - 1 - exponent);
    return keepZeros ? text : stripZeros(text);
  }

  private static BigDecimal round(double number, int digits) {
    BigDecimal exact = new BigDecimal(number);
    return exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
  }

  private static String pad(String digits, int length) {
    return digits.length() >= length ? digits : digits + "0".repeat(length - digits.length());
  }

  private static String stripZeros(String text) {
    if (text.indexOf('.') < 0) {
      return text;
    }
    int end = text.length();
    while (text.charAt(end - 1) == '0') {
      end--;
    }
    return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
  }

  private static String exponent(int exponent) {
    return "e%s%02d".formatted(exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  private static String sign(double number) {
    return Math.copySign(1, number) < 0 ? "-" : "";
  }

  private static String special(double number) {
    return Double.isNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
  }

  private static int checked(int precision) {
    if (precision > 1000) {
      throw TemplateException.limit("it formats a number with more than 1000 digits");
    }
    return precision;
  }
}
