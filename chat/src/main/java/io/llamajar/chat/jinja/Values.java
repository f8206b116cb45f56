package io.llamajar.chat.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns plain Java values into those of templates and back; a Java null becomes {@code None}. */
final class Values {
  private Values() {}

  static Map<String, Object> variables(Map<String, ?> values) {
    Map<String, Object> variables = new LinkedHashMap<>();
    values.forEach((name, value) -> variables.put(name, fromJava(value, 0)));
    return variables;
  }

  private static Object fromJava(@Nullable Object value, int depth) {
    if (depth > Meter.DEEPEST_VALUE) {
      throw TemplateException.limit("its messages or tools are nested too deeply");
    }
    return switch (value) {
      case null -> None.NONE;
      case Integer number -> number.longValue();
      case Short number -> number.longValue();
      case Byte number -> number.longValue();
      case Float number -> number.doubleValue();
      case BigInteger number -> Numbers.integer(number);
      case BigDecimal number -> number.doubleValue();
      case String text -> text;
      case Long number -> number;
      case Double number -> number;
      case Boolean flag -> flag;
      case None none -> none;
      case Map<?, ?> map -> {
        List<Dict.Entry> entries = new ArrayList<>();
        map.forEach((key, item) ->
            entries.add(new Dict.Entry(fromJava(key, depth + 1), fromJava(item, depth + 1))));
        yield Dict.of(entries);
      }
      case Iterable<?> items -> {
        List<Object> list = new ArrayList<>();
        items.forEach(item -> list.add(fromJava(item, depth + 1)));
        yield new ListValue(list);
      }
      default ->
          throw new IllegalArgumentException("No template value: " + value.getClass().getName());
    };
  }

  /** Calls a function of the program with plain Java values. */
  static Object call(Environment.Function function, Arguments arguments) {
    List<Object> positional = arguments.positional().stream().map(Values::toJava).toList();
    Map<String, Object> named = new LinkedHashMap<>();
    arguments.named().forEach((name, value) -> named.put(name, toJava(value)));
    return fromJava(function.call(positional, named), 0);
  }

  private static Object toJava(Object value) {
    return switch (value) {
      case Sequence sequence -> sequence.items().stream().map(Values::toJava).toList();
      case Dict dict -> {
        Map<Object, Object> map = new LinkedHashMap<>();
        dict.entries().forEach(e -> map.put(toJava(e.key()), toJava(e.value())));
        yield map;
      }
      case Markup markup -> markup.text();
      case Undefined undefined -> throw undefined.error();
      case Long number -> number;
      case Object plain when Numbers.isNumber(plain) -> plain;
      case String text -> text;
      case None none -> none;
      default ->
          throw TemplateException.type(Types.name(value) + " cannot be passed to this function");
    };
  }
}
