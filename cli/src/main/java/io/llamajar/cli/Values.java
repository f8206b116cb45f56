package io.llamajar.cli;

import io.llamajar.gguf.GgufValue;
import io.llamajar.gguf.ValueType;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.core.JsonGenerator;

/** Writes metadata values for people and as JSON; long ones shortened, if wanted. */
final class Values {
  private static final int SHORT_ARRAY = 8;
  private static final int SHORT_TEXT = 72;

  private final boolean all;

  /**
   * @param all whether long values are written to their end
   */
  Values(boolean all) {
    this.all = all;
  }

  /** A value in one line. */
  String text(GgufValue value) {
    return switch (value) {
      case GgufValue.Whole whole -> number(whole.type(), whole.value());
      case GgufValue.Real real -> number(real.type(), real.value());
      case GgufValue.Flag flag -> Boolean.toString(flag.value());
      case GgufValue.Text text -> text(text.value());
      case GgufValue.Array array -> text(array);
    };
  }

  private String text(String value) {
    int shown = all ? value.length() : Math.min(SHORT_TEXT, value.length());
    String rest =
        shown < value.length() ? " ... (" + Lines.grouped(value.length()) + " characters)" : "";
    return Lines.quoted(value.substring(0, shown)) + rest;
  }

  private String text(GgufValue.Array array) {
    if (array.type() == ValueType.ARRAY) {
      return "[" + Lines.grouped(array.size()) + " arrays]";
    }
    int shown = shown(array);
    String rest = shown < array.size() ? ", ... (" + Lines.grouped(array.size()) + " in all)" : "";
    return IntStream.range(0, shown)
        .mapToObj(i -> element(array, i))
        .collect(Collectors.joining(", ", "[", rest + "]"));
  }

  private String element(GgufValue.Array array, int i) {
    return switch (array.type()) {
      case STRING -> text(array.text(i));
      case FLOAT32, FLOAT64 -> number(array.type(), array.real(i));
      case BOOL -> Boolean.toString(array.whole(i) != 0);
      default -> number(array.type(), array.whole(i));
    };
  }

  private int shown(GgufValue.Array array) {
    return all ? array.size() : Math.min(SHORT_ARRAY, array.size());
  }

  private static String number(ValueType type, long value) {
    return type == ValueType.UINT64 ? Long.toUnsignedString(value) : Long.toString(value);
  }

  private static String number(ValueType type, double value) {
    return type == ValueType.FLOAT32 ? Float.toString((float) value) : Double.toString(value);
  }

  /** A value as JSON; of a shortened array its first elements and its size. */
  void json(JsonGenerator json, GgufValue value) {
    switch (value) {
      case GgufValue.Whole whole -> json.writeNumber(number(whole.type(), whole.value()));
      case GgufValue.Real real -> real(json, real.type(), real.value());
      case GgufValue.Flag flag -> json.writeBoolean(flag.value());
      case GgufValue.Text text -> json.writeString(text.value());
      case GgufValue.Array array -> json(json, array);
    }
  }

  private void json(JsonGenerator json, GgufValue.Array array) {
    int shown = array.type() == ValueType.ARRAY ? 0 : shown(array);
    if (shown == array.size()) {
      elements(json, array, shown);
      return;
    }
    json.writeStartObject();
    json.writeStringProperty("elements", array.type().name());
    json.writeNumberProperty("size", array.size());
    json.writeName("first");
    elements(json, array, shown);
    json.writeEndObject();
  }

  private static void elements(JsonGenerator json, GgufValue.Array array, int count) {
    json.writeStartArray();
    for (int i = 0; i < count; i++) {
      switch (array.type()) {
        case STRING -> json.writeString(array.text(i));
        case FLOAT32, FLOAT64 -> real(json, array.type(), array.real(i));
        case BOOL -> json.writeBoolean(array.whole(i) != 0);
        default -> json.writeNumber(number(array.type(), array.whole(i)));
      }
    }
    json.writeEndArray();
  }

  /** JSON has no infinities: they and NaN become strings. */
  private static void real(JsonGenerator json, ValueType type, double value) {
    if (Double.isFinite(value)) {
      json.writeNumber(number(type, value));
    } else {
      json.writeString(number(type, value));
    }
  }
}
