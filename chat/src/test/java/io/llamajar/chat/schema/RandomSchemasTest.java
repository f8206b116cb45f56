package io.llamajar.chat.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.LlamajarException;
import io.llamajar.chat.jinja.None;
import io.llamajar.chat.template.Json;
import io.llamajar.grammar.Grammar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Whatever the schema, the grammar never accepts what a validator calls invalid. */
class RandomSchemasTest {
  private static final int SCHEMAS = Integer.getInteger("schemas", 300);
  private static final int VALUES = 250;
  private static final List<String> NAMES = List.of("a", "b", "c");
  private static final List<String> TEXTS = List.of("", "a", "b", "ab", "ba", "abc", "é", "c1");
  private static final List<String> PATTERNS =
      List.of("a", "^a", "b$", "^[ab]+$", "^.{2}", "^(a|c)\\w?$");
  private static final List<String> NAMES_OF_ALL_KINDS =
      List.of("a", "b", "c", "d", "ab", "ac", "x-1", "x-2", "x-3", "", "é", "1");
  private static final List<Object> NAME_SCHEMAS =
      List.of(
          Map.of("pattern", "^x-"),
          Map.of("enum", List.of("a", "b", "d", "x-1")),
          Map.of("pattern", "^[a-d]$"),
          Map.of("maxLength", 1L),
          Map.of("pattern", "^[ab]"));
  private static final List<Object> NUMBERS =
      List.of(-3L, 0L, 1L, 2L, 4L, 5L, 10L, 0.5, 2.5, -1.5, 12L);

  private final Random random = new Random(Integer.getInteger("seed", 7));

  @Test
  void nothingInvalidIsAccepted() {
    int accepted = 0;
    int missed = 0;
    int refused = 0;
    for (int i = 0; i < SCHEMAS; i++) {
      Object schema = schema(3);
      String text = Json.write(schema);
      Grammar grammar;
      try {
        grammar = Grammar.parse(JsonSchema.grammar(schema));
      } catch (LlamajarException e) {
        refused++;
        continue;
      }
      Validator validator = new Validator(schema);
      for (int j = 0; j < VALUES; j++) {
        Object value = value(3);
        boolean matches = grammar.matches(Json.write(value));
        boolean isValid = validator.isValid(value);
        assertThat(matches && !isValid).as("%s accepts %s", text, Json.write(value)).isFalse();
        accepted += matches ? 1 : 0;
        missed += isValid && !matches ? 1 : 0;
      }
    }
    assertThat(accepted)
        .as("missed %d, schemas refused %d", missed, refused)
        .isGreaterThan(SCHEMAS);
    assertThat(refused).isLessThan(SCHEMAS / 2);
  }

  @Test
  void membersAndItemsThatComeAgainDoNotCount() {
    int accepted = 0;
    int refused = 0;
    for (int i = 0; i < SCHEMAS; i++) {
      Map<String, Object> schema = i % 2 == 0 ? counted() : distinct();
      Grammar grammar;
      try {
        grammar = Grammar.parse(JsonSchema.grammar(schema));
      } catch (LlamajarException e) {
        refused++;
        continue;
      }
      Validator validator = new Validator(schema);
      for (int j = 0; j < VALUES; j++) {
        Object value = i % 2 == 0 ? membersOf(NAMES_OF_ALL_KINDS) : items();
        String text = value instanceof Map<?, ?> members ? repeating(members) : Json.write(value);
        boolean matches = grammar.matches(text);
        assertThat(matches && !validator.isValid(value))
            .as("%s accepts %s", Json.write(schema), text)
            .isFalse();
        accepted += matches ? 1 : 0;
      }
    }
    assertThat(accepted).as("schemas refused %d", refused).isGreaterThan(SCHEMAS * VALUES / 50);
    assertThat(refused).isLessThan(SCHEMAS / 2);
  }

  /** A schema of an object that is to have so many members. */
  private Map<String, Object> counted() {
    Map<String, Object> schema =
        some(
            Map.of(
                "properties", () -> members(() -> true),
                "required", () -> List.of(name()),
                "additionalProperties", () -> one(List.of(true, Map.of("type", "integer"))),
                "patternProperties", () -> Map.of(one(PATTERNS), true),
                "propertyNames", () -> one(NAME_SCHEMAS),
                "maxProperties", () -> (Object) (long) (2 + random.nextInt(4)),
                "dependentRequired", () -> Map.of(name(), List.of(name()))),
            3);
    schema.put("minProperties", (long) random.nextInt(5));
    schema.put("type", "object");
    return random.nextInt(8) == 0
        ? Map.of("not", Map.of("maxProperties", (long) random.nextInt(4)), "type", "object")
        : schema;
  }

  /** A schema of an array without equal items. */
  private Map<String, Object> distinct() {
    Map<String, Object> schema =
        some(
            Map.of(
                "minItems", () -> (Object) (long) random.nextInt(4),
                "maxItems", () -> (Object) (long) (2 + random.nextInt(3))),
            2);
    schema.put("type", "array");
    schema.put("uniqueItems", true);
    schema.put("items", one(List.of(schemaOfItems(), Map.of("anyOf", two(this::schemaOfItems)))));
    return schema;
  }

  private static List<Object> two(Supplier<Object> schemas) {
    return List.of(schemas.get(), schemas.get());
  }

  private Object schemaOfItems() {
    return switch (random.nextInt(5)) {
      case 0 -> number();
      case 1 -> text();
      case 2 -> Map.of("enum", List.of(value(0), value(0), value(1), value(0)));
      case 3 -> Map.of("type", one(List.of("boolean", "null", "integer", "string", "number")));
      default -> Map.of("type", "integer", "minimum", -3L, "maximum", one(NUMBERS));
    };
  }

  private List<Object> items() {
    List<Object> items = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      items.add(random.nextInt(5) == 0 && !items.isEmpty() ? one(items) : value(0));
    }
    return items;
  }

  private Map<String, Object> membersOf(List<String> names) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      members.put(one(names), one(NUMBERS));
    }
    return members;
  }

  /** An object in which some members come again. */
  private String repeating(Map<?, ?> members) {
    List<String> texts = new ArrayList<>();
    members.forEach((name, value) -> {
      String text = Json.write(name) + ":" + Json.write(value);
      for (int i = random.nextInt(3); i >= 0; i--) {
        texts.add(text);
      }
    });
    return "{" + String.join(",", texts) + "}";
  }

  private <T> T one(List<? extends T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private Object schema(int depth) {
    int kind = random.nextInt(depth > 0 ? 12 : 5);
    return switch (kind) {
      case 0 -> number();
      case 1, 2 -> text();
      case 3 -> Map.of("enum", List.of(value(0), value(0), value(1)));
      case 4 -> random.nextInt(3) == 0 ? random.nextBoolean() : Map.of("type", types());
      case 5, 6 -> array(depth - 1);
      case 7, 8, 9 -> object(depth - 1);
      default -> combination(depth - 1);
    };
  }

  private List<Object> types() {
    List<String> all = List.of("null", "boolean", "integer", "number", "string", "array", "object");
    return List.of(one(all), one(all));
  }

  private Map<String, Object> some(Map<String, Supplier<Object>> keywords, int of) {
    Map<String, Object> schema = new LinkedHashMap<>();
    keywords.forEach((keyword, value) -> {
      if (random.nextInt(of) == 0) {
        schema.put(keyword, value.get());
      }
    });
    return schema;
  }

  private Map<String, Object> number() {
    return some(
        Map.of(
            "type", () -> one(List.of("integer", "number")),
            "minimum", () -> one(NUMBERS),
            "maximum", () -> one(NUMBERS),
            "exclusiveMinimum", () -> one(NUMBERS),
            "exclusiveMaximum", () -> one(NUMBERS),
            "multipleOf", () -> one(List.of(2L, 3L, 0.5, 2.5))),
        3);
  }

  private Map<String, Object> text() {
    return some(
        Map.of(
            "type", () -> "string",
            "minLength", () -> (Object) (long) random.nextInt(3),
            "maxLength", () -> (Object) (long) random.nextInt(4),
            "pattern", () -> one(PATTERNS)),
        2);
  }

  private Map<String, Object> array(int depth) {
    return some(
        Map.of(
            "type", () -> "array",
            "items", () -> schema(depth),
            "prefixItems", () -> List.of(schema(depth), schema(depth)),
            "contains", () -> schema(depth),
            "maxContains", () -> (Object) (long) (1 + random.nextInt(2)),
            "uniqueItems", () -> random.nextBoolean(),
            "minItems", () -> (Object) (long) random.nextInt(3),
            "maxItems", () -> (Object) (long) random.nextInt(4)),
        3);
  }

  private Map<String, Object> object(int depth) {
    return some(
        Map.of(
            "type", () -> "object",
            "properties", () -> members(() -> schema(depth)),
            "required", () -> List.of(name(), name()),
            "additionalProperties", () -> schema(depth),
            "patternProperties", () -> Map.of(one(PATTERNS), schema(depth)),
            "propertyNames", this::text,
            "minProperties", () -> (Object) (long) random.nextInt(3),
            "maxProperties", () -> (Object) (long) random.nextInt(4),
            "dependentRequired", () -> Map.of(name(), List.of(name()))),
        3);
  }

  private Map<String, Object> combination(int depth) {
    Supplier<Object> schemas = () -> List.of(schema(depth), schema(depth));
    return some(
        Map.of(
            "allOf", schemas,
            "anyOf", schemas,
            "oneOf", schemas,
            "not", () -> schema(depth),
            "if", () -> schema(depth),
            "then", () -> schema(depth),
            "else", () -> schema(depth),
            "items", () -> Map.of("$ref", "#"),
            "properties", () -> members(() -> Map.of("$ref", "#"))),
        3);
  }

  private String name() {
    return one(NAMES);
  }

  private Map<String, Object> members(Supplier<Object> value) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (String name : NAMES) {
      if (random.nextBoolean()) {
        members.put(name, value.get());
      }
    }
    return members;
  }

  private Object value(int depth) {
    return switch (random.nextInt(depth > 0 ? 9 : 5)) {
      case 0, 1 -> one(NUMBERS);
      case 2, 3 -> one(TEXTS);
      case 4 -> one(List.of(true, false, None.NONE));
      case 5, 6 -> {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(value(depth - 1));
        }
        yield list;
      }
      default -> {
        Map<String, Object> members = members(() -> value(depth - 1));
        if (random.nextInt(3) == 0) {
          members.put(one(TEXTS), value(depth - 1));
        }
        yield members;
      }
    };
  }
}
