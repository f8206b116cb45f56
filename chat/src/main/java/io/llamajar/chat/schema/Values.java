package io.llamajar.chat.schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** When two JSON values are equal: 1 and 1.0 are, 1 and true are not. */
final class Values {
  private Values() {}

  static boolean equal(Object a, Object b) {
    return switch (a) {
      case Number x -> b instanceof Number y && decimal(x).compareTo(decimal(y)) == 0;
      case List<?> x -> b instanceof List<?> y && x.size() == y.size() && equalItems(x, y);
      case Map<?, ?> x ->
          b instanceof Map<?, ?> y && x.keySet().equals(y.keySet()) && equalMembers(x, y);
      default -> a.equals(b);
    };
  }

  private static boolean equalItems(List<?> a, List<?> b) {
    for (int i = 0; i < a.size(); i++) {
      if (!equal(a.get(i), b.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean equalMembers(Map<?, ?> a, Map<?, ?> b) {
    return a.entrySet().stream()
        .allMatch(member -> {
          Object other = b.get(member.getKey());
          return other != null && equal(member.getValue(), other);
        });
  }

  static boolean contains(List<Object> values, Object value) {
    return values.stream().anyMatch(other -> equal(value, other));
  }

  static List<Object> common(List<Object> values, Optional<List<Object>> others) {
    return others
        .map(list -> values.stream().filter(value -> contains(list, value)).toList())
        .orElse(values);
  }

  static BigDecimal decimal(Number number) {
    return switch (number) {
      case BigDecimal decimal -> decimal;
      case BigInteger integer -> new BigDecimal(integer);
      case Double real -> BigDecimal.valueOf(real);
      case Float real -> new BigDecimal(real.toString());
      default -> BigDecimal.valueOf(number.longValue());
    };
  }
}
