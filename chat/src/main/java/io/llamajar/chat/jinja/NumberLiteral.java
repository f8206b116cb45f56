package io.llamajar.chat.jinja;

import java.math.BigInteger;

/** A number as written in a template: {@code 42}, {@code 1_000}, {@code 0xff}, {@code 1.5e3}. */
record NumberLiteral(Object value, int end) {
  private static final int MOST_DIGITS = 4300; // as Python

  boolean isReal() {
    return value instanceof Double;
  }

  /** The longest number that starts at this digit. */
  static NumberLiteral at(String source, int start) {
    int whole = digits(source, start, 10);
    boolean afterDot = start > 0 && source.charAt(start - 1) == '.';
    int end = afterDot ? whole : endOfReal(source, whole);
    if (end > whole) {
      return new NumberLiteral(Double.parseDouble(clean(source, start, end)), end);
    }
    if (source.charAt(start) == '0') {
      return zeroOrPrefixed(source, start);
    }
    return integer(source, start, whole, 10);
  }

  private static int endOfReal(String source, int whole) {
    int end = whole;
    if (isAt(source, end, '.') && digits(source, end + 1, 10) > end + 1) {
      end = digits(source, end + 1, 10);
    }
    if (isAt(source, end, 'e')) {
      int exponent = end + 1;
      if (isAt(source, exponent, '+') || isAt(source, exponent, '-')) {
        exponent++;
      }
      int after = digits(source, exponent, 10);
      end = after > exponent ? after : end;
    }
    return end;
  }

  private static NumberLiteral zeroOrPrefixed(String source, int start) {
    int radix =
        isAt(source, start + 1, 'x')
            ? 16
            : isAt(source, start + 1, 'o') ? 8 : isAt(source, start + 1, 'b') ? 2 : 0;
    if (radix > 0) {
      int first = isAt(source, start + 2, '_') ? start + 3 : start + 2;
      int end = digits(source, first, radix);
      if (end > first) {
        return integer(source, first, end, radix);
      }
    }
    return new NumberLiteral(0L, digits(source, start, 1));
  }

  private static NumberLiteral integer(String source, int start, int end, int radix) {
    if (end - start > MOST_DIGITS) {
      throw TemplateException.limit("it contains a number of more than 4300 digits");
    }
    BigInteger value = new BigInteger(clean(source, start, end), radix);
    return new NumberLiteral(Numbers.integer(value), end);
  }

  /** The end of digits that may be parted by single underscores; radix 1 has the digit 0. */
  private static int digits(String source, int start, int radix) {
    int end = start;
    while (isDigit(source, end, radix)
        || (end > start && isAt(source, end, '_') && isDigit(source, end + 1, radix))) {
      end++;
    }
    return end;
  }

  private static boolean isDigit(String source, int index, int radix) {
    if (index >= source.length() || source.charAt(index) > 'f') {
      return false;
    }
    int digit = Character.digit(source.charAt(index), 16);
    return digit >= 0 && digit < radix;
  }

  private static boolean isAt(String source, int index, char c) {
    return index < source.length() && Character.toLowerCase(source.charAt(index)) == c;
  }

  private static String clean(String source, int start, int end) {
    return source.substring(start, end).replace("_", "");
  }
}
