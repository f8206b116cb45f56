package io.llamajar.chat.schema;

import io.llamajar.chat.jinja.None;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Says whether a value is valid, keyword by keyword as the standard words it; for tests. */
record Validator(Object root) {
  boolean isValid(Object value) {
    return isValid(value, root);
  }

  private boolean isValid(Object value, Object schema) {
    return schema instanceof Boolean allows
        ? allows
        : ((Map<?, ?>) schema)
            .entrySet().stream()
                .allMatch(
                    e -> holds(e.getKey().toString(), e.getValue(), value, (Map<?, ?>) schema));
  }

  private boolean holds(String keyword, Object asks, Object value, Map<?, ?> schema) {
    return switch (keyword) {
      case "type" -> listOf(asks).stream().anyMatch(type -> isOf(type, value));
      case "enum" -> ((List<?>) asks).stream().anyMatch(other -> same(value, other));
      case "const" -> same(value, asks);
      case "allOf" -> valid(value, asks) == ((List<?>) asks).size();
      case "anyOf" -> valid(value, asks) > 0;
      case "oneOf" -> valid(value, asks) == 1;
      case "not" -> !isValid(value, asks);
      case "if" -> isValid(value, branch(schema, isValid(value, asks) ? "then" : "else"));
      case "$ref" -> isValid(value, root);
      default ->
          switch (value) {
            case Number number -> holds(keyword, asks, number);
            case String text -> holds(keyword, asks, text);
            case List<?> list -> holds(keyword, asks, list, schema);
            case Map<?, ?> map -> holds(keyword, asks, map, schema);
            default -> true;
          };
    };
  }

  private static Object branch(Map<?, ?> schema, String keyword) {
    return Optional.<Object>ofNullable(schema.get(keyword)).orElse(true);
  }

  private static Collection<?> listOf(Object value) {
    return value instanceof List<?> list ? list : List.of(value);
  }

  private long valid(Object value, Object schemas) {
    return ((List<?>) schemas).stream().filter(schema -> isValid(value, schema)).count();
  }

  private static boolean isOf(Object type, Object value) {
    return switch (type.toString()) {
      case "null" -> value == None.NONE;
      case "boolean" -> value instanceof Boolean;
      case "integer" -> value instanceof Number n && decimal(n).stripTrailingZeros().scale() <= 0;
      case "number" -> value instanceof Number;
      case "string" -> value instanceof String;
      case "array" -> value instanceof List;
      default -> value instanceof Map;
    };
  }

  private static boolean same(Object a, Object b) {
    return (a instanceof Number x && b instanceof Number y)
        ? decimal(x).compareTo(decimal(y)) == 0
        : a.equals(b);
  }

  private static BigDecimal decimal(Object number) {
    return new BigDecimal(number.toString());
  }

  private static boolean holds(String keyword, Object asks, Number value) {
    BigDecimal number = decimal(value);
    return switch (keyword) {
      case "minimum" -> number.compareTo(decimal(asks)) >= 0;
      case "maximum" -> number.compareTo(decimal(asks)) <= 0;
      case "exclusiveMinimum" -> number.compareTo(decimal(asks)) > 0;
      case "exclusiveMaximum" -> number.compareTo(decimal(asks)) < 0;
      case "multipleOf" -> number.remainder(decimal(asks)).signum() == 0;
      default -> true;
    };
  }

  private static boolean holds(String keyword, Object asks, String text) {
    return switch (keyword) {
      case "minLength" -> text.codePointCount(0, text.length()) >= count(asks);
      case "maxLength" -> text.codePointCount(0, text.length()) <= count(asks);
      case "pattern" -> Pattern.compile(asks.toString()).matcher(text).find();
      default -> true;
    };
  }

  private static int count(Object asks) {
    return ((Number) asks).intValue();
  }

  private boolean holds(String keyword, Object asks, List<?> list, Map<?, ?> schema) {
    int first = schema.get("prefixItems") instanceof List<?> prefix ? prefix.size() : 0;
    return switch (keyword) {
      case "minItems" -> list.size() >= count(asks);
      case "maxItems" -> list.size() <= count(asks);
      case "items" -> list.stream().skip(first).allMatch(item -> isValid(item, asks));
      case "prefixItems" ->
          IntStream.range(0, Math.min(first, list.size()))
              .allMatch(i -> isValid(list.get(i), ((List<?>) asks).get(i)));
      case "contains" -> {
        long count = list.stream().filter(item -> isValid(item, asks)).count();
        int most = schema.containsKey("maxContains") ? count(schema.get("maxContains")) : 999;
        yield count >= 1 && count <= most;
      }
      case "uniqueItems" ->
          asks.equals(false)
              || IntStream.range(0, list.size())
                  .allMatch(i -> list.subList(0, i).stream().noneMatch(o -> same(o, list.get(i))));
      default -> true;
    };
  }

  private boolean holds(String keyword, Object asks, Map<?, ?> map, Map<?, ?> schema) {
    return switch (keyword) {
      case "minProperties" -> map.size() >= count(asks);
      case "maxProperties" -> map.size() <= count(asks);
      case "required" -> map.keySet().containsAll((List<?>) asks);
      case "propertyNames" -> map.keySet().stream().allMatch(name -> isValid(name, asks));
      case "properties", "patternProperties" ->
          map.entrySet().stream()
              .allMatch(member ->
                  schemas(keyword, asks, member.getKey()).stream()
                      .allMatch(inner -> isValid(member.getValue(), inner)));
      case "additionalProperties" ->
          map.entrySet().stream()
              .filter(member -> isAdditional(member.getKey(), schema))
              .allMatch(member -> isValid(member.getValue(), asks));
      case "dependentRequired" ->
          ((Map<?, ?>) asks)
              .entrySet().stream()
                  .filter(entry -> map.containsKey(entry.getKey()))
                  .allMatch(entry -> map.keySet().containsAll((List<?>) entry.getValue()));
      default -> true;
    };
  }

  private static boolean isAdditional(Object name, Map<?, ?> schema) {
    return Stream.of("properties", "patternProperties")
        .filter(schema::containsKey)
        .allMatch(keyword -> schemas(keyword, branch(schema, keyword), name).isEmpty());
  }

  /** The schemas that a keyword has for the member of a name. */
  private static List<Object> schemas(String keyword, Object named, Object name) {
    List<Object> schemas = new ArrayList<>();
    ((Map<?, ?>) named)
        .forEach((key, schema) -> {
          boolean isMeant =
              keyword.equals("properties")
                  ? key.equals(name)
                  : Pattern.compile(key.toString()).matcher(name.toString()).find();
          if (isMeant) {
            schemas.add(schema);
          }
        });
    return schemas;
  }
}
