package io.llamajar.chat.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/** Python's arithmetic on int (of any size), float and bool, which counts as 0 or 1. */
final class Numbers {
  private static final long EXACT_IN_DOUBLE = 1L << 53;

  private Numbers() {}

  static boolean isInteger(Object value) {
    return value instanceof Long || value instanceof BigInteger || value instanceof Boolean;
  }

  static boolean isNumber(Object value) {
    return value instanceof Double || isInteger(value);
  }

  /** The smallest of our representations: a Long if the number fits. */
  static Object integer(BigInteger number) {
    if (number.bitLength() < Long.SIZE) {
      return number.longValue();
    }
    if (number.bitLength() > Meter.MOST_BITS) {
      throw tooLarge();
    }
    return number;
  }

  static BigInteger big(Object integer) {
    return switch (integer) {
      case BigInteger big -> big;
      case Boolean flag -> flag ? BigInteger.ONE : BigInteger.ZERO;
      default -> BigInteger.valueOf((Long) integer);
    };
  }

  /** An integer as a long; what does not fit becomes the nearest that does. */
  static long clampedLong(Object integer) {
    return switch (integer) {
      case BigInteger big -> big.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
      case Boolean flag -> flag ? 1 : 0;
      default -> (Long) integer;
    };
  }

  static double real(Object number) {
    double real =
        switch (number) {
          case Double d -> d;
          case Long l -> l;
          default -> big(number).doubleValue();
        };
    if (Double.isInfinite(real) && number instanceof BigInteger) {
      throw TemplateException.arithmetic("int too large to convert to float");
    }
    return real;
  }

  static BigInteger truncate(double real) {
    if (Double.isInfinite(real)) {
      throw TemplateException.arithmetic("cannot convert float infinity to integer");
    }
    if (Double.isNaN(real)) {
      throw TemplateException.value("cannot convert float NaN to integer");
    }
    return new BigDecimal(real).toBigInteger();
  }

  static Object negate(Object number) {
    return number instanceof Double d ? (Object) (-d) : integer(big(number).negate());
  }

  static Object absolute(Object number) {
    return number instanceof Double d ? (Object) Math.abs(d) : integer(big(number).abs());
  }

  static Object add(Object left, Object right) {
    if (left instanceof Long x && right instanceof Long y) {
      long sum = x + y;
      if (((x ^ sum) & (y ^ sum)) >= 0) {
        return sum;
      }
    }
    return anyReal(left, right)
        ? (Object) (real(left) + real(right))
        : integer(big(left).add(big(right)));
  }

  static Object subtract(Object left, Object right) {
    return anyReal(left, right)
        ? (Object) (real(left) - real(right))
        : integer(big(left).subtract(big(right)));
  }

  static Object multiply(Object left, Object right) {
    return anyReal(left, right)
        ? (Object) (real(left) * real(right))
        : integer(big(left).multiply(big(right)));
  }

  static Object divide(Object left, Object right) {
    if (anyReal(left, right)) {
      return real(left) / nonZero(real(right), "float division by zero");
    }
    BigInteger divisor = nonZero(big(right), "division by zero");
    BigInteger dividend = big(left);
    if (Math.max(dividend.bitLength(), divisor.bitLength()) <= Double.PRECISION) {
      return dividend.doubleValue() / divisor.doubleValue();
    }
    return new BigDecimal(dividend)
        .divide(new BigDecimal(divisor), MathContext.DECIMAL128)
        .doubleValue();
  }

  static Object floorDivide(Object left, Object right) {
    if (anyReal(left, right)) {
      double divisor = nonZero(real(right), "float floor division by zero");
      double dividend = real(left);
      return Math.rint((dividend - floorModulo(dividend, divisor)) / divisor);
    }
    BigInteger divisor = nonZero(big(right), "integer division or modulo by zero");
    BigInteger[] parts = big(left).divideAndRemainder(divisor);
    boolean below = parts[1].signum() != 0 && parts[1].signum() != divisor.signum();
    return integer(below ? parts[0].subtract(BigInteger.ONE) : parts[0]);
  }

  static Object modulo(Object left, Object right) {
    if (anyReal(left, right)) {
      return floorModulo(real(left), nonZero(real(right), "float modulo"));
    }
    BigInteger divisor = nonZero(big(right), "integer modulo by zero");
    BigInteger rest = big(left).remainder(divisor);
    boolean below = rest.signum() != 0 && rest.signum() != divisor.signum();
    return integer(below ? rest.add(divisor) : rest);
  }

  private static double floorModulo(double dividend, double divisor) {
    double rest = dividend % divisor;
    return rest == 0 ? Math.copySign(0, divisor) : rest < 0 == divisor < 0 ? rest : rest + divisor;
  }

  static Object power(Object base, Object exponent) {
    if (anyReal(base, exponent) || big(exponent).signum() < 0) {
      return realPower(real(base), real(exponent));
    }
    BigInteger number = big(base);
    BigInteger times = big(exponent);
    if (number.abs().compareTo(BigInteger.ONE) <= 0) {
      boolean keep = number.signum() > 0 || times.testBit(0) || number.signum() == 0;
      return integer(times.signum() == 0 ? BigInteger.ONE : keep ? number : number.negate());
    }
    if (times.bitLength() > 31 || (number.bitLength() - 1) * times.longValue() > Meter.MOST_BITS) {
      throw tooLarge();
    }
    return integer(number.pow(times.intValue()));
  }

  private static double realPower(double base, double exponent) {
    if (base == 0 && exponent < 0) {
      throw TemplateException.arithmetic("0.0 cannot be raised to a negative power");
    }
    if (base == 1) {
      return 1;
    }
    double power = Math.pow(base, exponent);
    if (Double.isNaN(power) && !Double.isNaN(base) && !Double.isNaN(exponent)) {
      throw TemplateException.arithmetic("templates have no complex numbers");
    }
    if (Double.isInfinite(power) && !Double.isInfinite(base) && !Double.isInfinite(exponent)) {
      throw TemplateException.arithmetic("(34, 'Numerical result out of range')");
    }
    return power;
  }

  /** Negative, zero or positive; NaN sorts last, so that a sort has an order. */
  static int compare(Object left, Object right) {
    if (left instanceof Long x && right instanceof Long y) {
      return Long.compare(x, y);
    }
    if (!anyReal(left, right)) {
      return big(left).compareTo(big(right));
    }
    if (isExactInDouble(left) && isExactInDouble(right)) {
      return Double.compare(real(left) + 0.0, real(right) + 0.0); // -0.0 + 0.0 is 0.0
    }
    if (isFinite(left) && isFinite(right)) {
      return decimal(left).compareTo(decimal(right));
    }
    return left instanceof Double infinite
        ? Double.compare(infinite, 0)
        : -Double.compare(real(right), 0);
  }

  static boolean isNan(Object value) {
    return value instanceof Double real && Double.isNaN(real);
  }

  private static boolean isExactInDouble(Object number) {
    return switch (number) {
      case Long l -> Math.abs(l) <= EXACT_IN_DOUBLE;
      case BigInteger big -> false;
      default -> true;
    };
  }

  private static boolean isFinite(Object number) {
    return !(number instanceof Double real) || Double.isFinite(real);
  }

  private static BigDecimal decimal(Object number) {
    return number instanceof Double real ? new BigDecimal(real) : new BigDecimal(big(number));
  }

  private static boolean anyReal(Object left, Object right) {
    return left instanceof Double || right instanceof Double;
  }

  private static double nonZero(double divisor, String complaint) {
    if (divisor == 0) {
      throw TemplateException.arithmetic(complaint);
    }
    return divisor;
  }

  private static BigInteger nonZero(BigInteger divisor, String complaint) {
    if (divisor.signum() == 0) {
      throw TemplateException.arithmetic(complaint);
    }
    return divisor;
  }

  private static TemplateException tooLarge() {
    return TemplateException.limit("it makes an integer of more than " + Meter.MOST_BITS + " bits");
  }
}
