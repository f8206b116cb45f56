package io.llamajar.gguf;

import io.llamajar.LlamajarException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The key-value part of a GGUF file: hyper-parameters, vocabulary, template, licence.
 *
 * <p>A missing required key, or a value of another type than asked for, is a {@link
 * LlamajarException} that names the key.
 */
public final class Metadata {
  private final String fileName;
  private final Map<String, GgufValue> values;

  /** Values by key, in the order of the file. */
  public Metadata(Map<String, GgufValue> values) {
    this("the GGUF file", values);
  }

  /**
   * @param fileName as errors shall name it
   */
  Metadata(String fileName, Map<String, GgufValue> values) {
    this.fileName = fileName;
    this.values = Collections.unmodifiableMap(values);
  }

  /** All keys, in the order of the file. */
  public Set<String> keys() {
    return values.keySet();
  }

  public Optional<GgufValue> find(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** The string at a key that must exist. */
  public String text(String key) {
    return findText(key).orElseThrow(() -> missing(key));
  }

  public String text(String key, String fallback) {
    return findText(key).orElse(fallback);
  }

  public Optional<String> findText(String key) {
    return find(key, GgufValue.Text.class, "a string").map(GgufValue.Text::value);
  }

  /** The whole number at a key that must exist; it must fit into an int. */
  public int integer(String key) {
    return findInteger(key).orElseThrow(() -> missing(key));
  }

  public int integer(String key, int fallback) {
    return findInteger(key).orElse(fallback);
  }

  private OptionalInt findInteger(String key) {
    OptionalLong whole = findWhole(key);
    return whole.isPresent() ? OptionalInt.of(toInt(key, whole.getAsLong())) : OptionalInt.empty();
  }

  /** The whole number at a key; it must fit into a long. */
  public OptionalLong findWhole(String key) {
    Optional<GgufValue.Whole> whole = find(key, GgufValue.Whole.class, "a whole number");
    if (whole.filter(GgufValue.Whole::exceedsLong).isPresent()) {
      throw outOfRange(key, whole.get().text());
    }
    return whole.map(w -> OptionalLong.of(w.value())).orElse(OptionalLong.empty());
  }

  /** The number at a key that must exist. */
  public float real(String key) {
    return (float) findReal(key).orElseThrow(() -> missing(key));
  }

  public float real(String key, float fallback) {
    return (float) findReal(key).orElse(fallback);
  }

  public OptionalDouble findReal(String key) {
    return find(key)
        .map(v ->
            switch (v) {
              case GgufValue.Real real -> OptionalDouble.of(real.value());
              case GgufValue.Whole whole -> OptionalDouble.of(whole.real());
              default -> throw wrong(key, v, "a number");
            })
        .orElse(OptionalDouble.empty());
  }

  public boolean flag(String key, boolean fallback) {
    return find(key, GgufValue.Flag.class, "true or false")
        .map(GgufValue.Flag::value)
        .orElse(fallback);
  }

  /** The array at a key that must exist. */
  public GgufValue.Array array(String key) {
    return findArray(key).orElseThrow(() -> missing(key));
  }

  public Optional<GgufValue.Array> findArray(String key) {
    return find(key, GgufValue.Array.class, "an array");
  }

  private <T extends GgufValue> Optional<T> find(String key, Class<T> type, String wanted) {
    Optional<GgufValue> value = find(key);
    if (value.isPresent() && !type.isInstance(value.get())) {
      throw wrong(key, value.get(), wanted);
    }
    return value.map(type::cast);
  }

  private int toInt(String key, long value) {
    if (value < Integer.MIN_VALUE || value > Integer.MAX_VALUE) {
      throw outOfRange(key, Long.toString(value));
    }
    return (int) value;
  }

  private LlamajarException outOfRange(String key, String value) {
    return new LlamajarException(
        fileName + ": " + key + " = " + value + " is out of range; convert the model again");
  }

  private LlamajarException wrong(String key, GgufValue value, String wanted) {
    return new LlamajarException(
        fileName
            + ": "
            + key
            + " is "
            + describe(value)
            + " where "
            + wanted
            + " is needed; convert the model again");
  }

  private static String describe(GgufValue value) {
    return switch (value) {
      case GgufValue.Whole whole -> "the whole number " + whole.text();
      case GgufValue.Real real -> "the number " + real.value();
      case GgufValue.Flag flag -> "the flag " + flag.value();
      case GgufValue.Text text -> "a string";
      case GgufValue.Array array -> "an array of " + array.type();
    };
  }

  private LlamajarException missing(String key) {
    return new LlamajarException(
        fileName + " has no " + key + "; it is incomplete, convert or download it again");
  }
}
