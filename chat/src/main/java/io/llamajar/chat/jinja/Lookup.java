package io.llamajar.chat.jinja;

import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;

/** What {@code target.name} and {@code target[key]} find: first methods or first items. */
final class Lookup {
  private static final Set<String> PYTHON_INTERNALS =
      Set.of(
          "__class__",
          "__delattr__",
          "__dir__",
          "__doc__",
          "__eq__",
          "__format__",
          "__ge__",
          "__getattribute__",
          "__gt__",
          "__hash__",
          "__init__",
          "__init_subclass__",
          "__le__",
          "__lt__",
          "__ne__",
          "__new__",
          "__reduce__",
          "__reduce_ex__",
          "__repr__",
          "__setattr__",
          "__sizeof__",
          "__str__",
          "__subclasshook__");

  private Lookup() {}

  /** {@code target.name}: an attribute, else an item. */
  static Object attribute(Object target, String name) {
    return member(target, name)
        .or(() -> element(target, name))
        .orElseGet(() -> Undefined.member(target, name));
  }

  /** {@code target[key]}: an item, else an attribute. */
  static Object item(Object target, Object key) {
    return element(target, key)
        .or(() -> Types.isText(key) ? member(target, Types.text(key)) : Optional.empty())
        .orElseGet(() -> Undefined.member(target, key));
  }

  /** {@code target|attr(name)}: an attribute and nothing else. */
  static Object attributeOnly(Object target, String name) {
    return member(target, name).orElseGet(() -> Undefined.member(target, name));
  }

  private static Optional<Object> member(Object target, String name) {
    if (PYTHON_INTERNALS.contains(name)) {
      return Optional.of(Undefined.unsafe(target, name));
    }
    return switch (target) {
      case Undefined undefined -> throw undefined.error();
      case String text -> TextMethods.find(text, name);
      case Markup markup -> TextMethods.find(markup, name);
      case Dict dict -> DictMethods.find(dict, name);
      case Tuple tuple -> tuple.named(name).or(() -> ListMethods.find(tuple, name));
      case ListValue list -> ListMethods.find(list, name);
      case Attributed object -> object.attribute(name);
      case Range range -> ofRange(range, name);
      default -> Numbers.isNumber(target) ? ofNumber(target, name) : Optional.empty();
    };
  }

  private static Optional<Object> ofRange(Range range, String name) {
    return switch (name) {
      case "start" -> Optional.of(range.start());
      case "stop" -> Optional.of(range.stop());
      case "step" -> Optional.of(range.step());
      default -> Optional.empty();
    };
  }

  private static Optional<Object> ofNumber(Object number, String name) {
    boolean integer = Numbers.isInteger(number);
    return switch (name) {
      case "real" -> Optional.of(Operators.unary("+", number));
      case "imag" -> Optional.of(integer ? (Object) 0L : 0.0);
      case "numerator" -> integer ? Optional.of(Operators.unary("+", number)) : Optional.empty();
      case "denominator" -> integer ? Optional.of(1L) : Optional.empty();
      case "bit_length" ->
          integer
              ? Optional.of((Callable) a -> (long) Numbers.big(number).abs().bitLength())
              : Optional.empty();
      case "is_integer" ->
          number instanceof Double real
              ? Optional.of((Callable) a -> real == Math.rint(real) && !Double.isInfinite(real))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<Object> element(Object target, Object key) {
    return switch (target) {
      case Undefined undefined -> throw undefined.error();
      case Dict dict -> isHashable(key) ? dict.find(key) : Optional.empty();
      case Sequence sequence -> index(key, sequence.size()).map(sequence.items()::get);
      case Range range -> index(key, range.size()).map(range::get);
      case String text -> character(text, key).map(Object.class::cast);
      case Markup markup -> character(markup.text(), key).map(Markup::new);
      default -> Optional.empty();
    };
  }

  private static boolean isHashable(Object key) {
    return !(key instanceof ListValue || key instanceof Dict);
  }

  private static Optional<String> character(String text, Object key) {
    return index(key, Types.length(text))
        .map(i -> Character.toString(text.codePointAt(text.offsetByCodePoints(0, i))));
  }

  /** A Python index, which may count from the end; nothing if it is out of range. */
  private static Optional<Integer> index(Object key, int length) {
    if (!Numbers.isInteger(key) || key instanceof BigInteger) {
      return Optional.empty();
    }
    long index = Numbers.clampedLong(key);
    long fromStart = index < 0 ? index + length : index;
    return fromStart >= 0 && fromStart < length ? Optional.of((int) fromStart) : Optional.empty();
  }
}
