package io.llamajar.chat.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Set;

/** Filters on single values: conversions, defaults, numbers, JSON. */
final class ValueFilters {
  private static final Set<TemplateException.Kind> NOT_A_NUMBER =
      Set.of(TemplateException.Kind.TYPE, TemplateException.Kind.VALUE);

  private ValueFilters() {}

  static void register(Filters.Registry filters) {
    filters.add("abs", (r, v, a) -> absolute(v));
    filters.add("attr name", (r, v, a) -> Lookup.attributeOnly(v, a.text(0)));
    filters.add("default default_value? boolean?", (r, v, a) -> fallback(v, a));
    filters.add("float default?", (r, v, a) -> real(v, a.value(0, 0.0)));
    filters.add(
        "int default? base?", (r, v, a) -> integer(v, a.value(0, 0L), (int) a.integer(1, 10)));
    filters.add("round precision? method?", (r, v, a) -> round(v, a));
    filters.add("pprint", (r, v, a) -> PrettyPrint.format(v));
    filters.add("tojson ensure_ascii? indent? separators? sort_keys?", ValueFilters::json);
  }

  private static Object absolute(Object value) {
    if (!Numbers.isNumber(value)) {
      throw TemplateException.type("bad operand type for abs(): '" + Types.name(value) + "'");
    }
    return Numbers.absolute(value);
  }

  private static Object fallback(Object value, Bound arguments) {
    boolean missing =
        value instanceof Undefined || (arguments.flag(1, false) && !Types.truthy(value));
    return missing ? arguments.value(0, "") : value;
  }

  private static Object real(Object value, Object fallback) {
    try {
      return Conversions.real(value);
    } catch (TemplateException e) {
      return unlessNumber(e, fallback);
    }
  }

  private static Object integer(Object value, Object fallback, int base) {
    try {
      return Conversions.integer(value, base);
    } catch (TemplateException e) {
      unlessNumber(e, fallback);
      return integerOfReal(value, fallback); // so that "42.23" gives 42
    }
  }

  private static Object integerOfReal(Object value, Object fallback) {
    try {
      return Numbers.integer(Numbers.truncate(Conversions.real(value)));
    } catch (TemplateException e) {
      return e.kind() == TemplateException.Kind.ARITHMETIC ? fallback : unlessNumber(e, fallback);
    }
  }

  private static Object unlessNumber(TemplateException reason, Object fallback) {
    if (!NOT_A_NUMBER.contains(reason.kind())) {
      throw reason;
    }
    return fallback;
  }

  private static Object round(Object value, Bound arguments) {
    int places = Math.clamp(arguments.integer(0, 0), -10_000, 10_000);
    String method = arguments.text(1, "common");
    if (!List.of("common", "ceil", "floor").contains(method)) {
      throw Filters.argumentError("method must be common, ceil or floor");
    }
    if (!Numbers.isNumber(value)) {
      throw TemplateException.type(
          "type " + Types.name(value) + " doesn't define __round__ method");
    }
    if (method.equals("common")) {
      return Conversions.round(value, places);
    }
    Object scale = Numbers.power(10L, (long) places);
    Object scaled = Numbers.multiply(value, scale);
    RoundingMode mode = method.equals("ceil") ? RoundingMode.CEILING : RoundingMode.FLOOR;
    Object whole = scaled instanceof Double real ? Numbers.integer(whole(real, mode)) : scaled;
    return Numbers.divide(whole, scale);
  }

  private static BigInteger whole(double real, RoundingMode mode) {
    return Double.isFinite(real)
        ? new BigDecimal(real).setScale(0, mode).toBigInteger()
        : Numbers.truncate(real);
  }

  private static Object json(Rendering rendering, Object value, Bound arguments) {
    rendering.meter().spendOnAll(value);
    JsonText.Style style =
        JsonText.Style.of(
            arguments.flag(0, false),
            arguments.value(1, None.NONE),
            arguments.value(2, None.NONE),
            arguments.flag(3, false));
    return JsonText.write(value, style);
  }
}
