package io.llamajar.chat.template;

import io.llamajar.LlamajarException;
import io.llamajar.chat.jinja.None;
import java.io.StringWriter;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads JSON into plain Java values and writes it again.
 *
 * <p>An object is a {@link Map} in the order of the text (the last of equal names wins), an array a
 * {@link List}, then {@link String}, {@link Long}, {@link BigInteger}, {@link Double}, {@link
 * Boolean}, and {@link None} for null.
 */
public final class Json {
  private static final int DEEPEST = 100;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private static final Pattern OF_THE_LIBRARY =
      Pattern.compile(" \\(start marker at [^\n]*|, from `[^`]*`|\\[Source: [^\\]]*]");

  private Json() {}

  /**
   * The value of a JSON text.
   *
   * @throws LlamajarException if it is not JSON, is nested more than 100 deep or goes on after its
   *     value
   */
  public static Object parse(String text) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      parser.nextToken();
      Object value = value(parser);
      if (parser.nextToken() != null) {
        throw new LlamajarException("The JSON goes on after its end; send one value");
      }
      return value;
    } catch (JacksonException e) {
      throw new LlamajarException(
          "This is not valid JSON%s: %s; correct it".formatted(place(e), reason(e)), e);
    }
  }

  private static String place(JacksonException e) {
    TokenStreamLocation at = e.getLocation();
    return at == null || at.getLineNr() < 1
        ? ""
        : " in line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
  }

  /** What the library says, without what it says of itself. */
  private static String reason(JacksonException e) {
    return OF_THE_LIBRARY.matcher(String.valueOf(e.getOriginalMessage())).replaceAll("");
  }

  private static Object value(JsonParser parser) {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new LlamajarException("The JSON is empty; send a value");
    }
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getString();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NUMBER_INT -> integer(parser);
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      default -> None.NONE;
    };
  }

  private static Object integer(JsonParser parser) {
    return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
        ? parser.getBigIntegerValue()
        : (Object) parser.getLongValue();
  }

  private static Map<String, Object> object(JsonParser parser) {
    Map<String, Object> object = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      object.put(name, value(parser));
    }
    return object;
  }

  private static List<Object> array(JsonParser parser) {
    List<Object> array = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(value(parser));
    }
    return array;
  }

  /**
   * An object in the order given; a value may be empty to leave its name out.
   *
   * @param namesAndValues a name, its value, a name, ...
   */
  public static Map<String, Object> object(Object... namesAndValues) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      String name = (String) namesAndValues[i];
      if (namesAndValues[i + 1] instanceof Optional<?> optional) {
        optional.ifPresent(value -> object.put(name, value));
      } else {
        object.put(name, namesAndValues[i + 1]);
      }
    }
    return object;
  }

  /** A value of the kinds that {@link #parse} gives, on one line and without blanks. */
  public static String write(Object value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      write(value, generator);
    }
    return text.toString();
  }

  private static void write(Object value, JsonGenerator generator) {
    switch (value) {
      case None none -> generator.writeNull();
      case Map<?, ?> map -> {
        generator.writeStartObject();
        map.forEach((name, item) -> {
          generator.writeName(name.toString());
          write(item, generator);
        });
        generator.writeEndObject();
      }
      case List<?> list -> {
        generator.writeStartArray();
        list.forEach(item -> write(item, generator));
        generator.writeEndArray();
      }
      case String text -> generator.writeString(text);
      case Boolean flag -> generator.writeBoolean(flag);
      case Integer number -> generator.writeNumber(number);
      case Long number -> generator.writeNumber(number);
      case Float number -> generator.writeNumber(number);
      case Double number -> generator.writeNumber(number);
      case BigInteger number -> generator.writeNumber(number);
      default -> throw new IllegalArgumentException("No JSON value: " + value.getClass().getName());
    }
  }
}
