package io.llamajar.server;

import io.llamajar.chat.jinja.None;
import io.llamajar.chat.template.Json;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the fields of a JSON object that came with a request: what is not as it must be becomes an
 * {@link ApiException} which names the field, what it is and what it may be.
 *
 * <p>A field that is null is as if it were not there: many clients send those they have no use for.
 */
final class Fields {
  private static final int LONGEST_SHOWN = 60;

  private final Map<?, ?> values;
  private final String prefix; // of names, in errors
  private final Set<String> read = new HashSet<>();

  private Fields(Map<?, ?> values, String prefix) {
    this.values = values;
    this.prefix = prefix;
  }

  /** The fields of a request's body. */
  static Fields of(Object body) {
    if (body instanceof Map<?, ?> values) {
      return new Fields(values, "");
    }
    throw new ApiException(400, "The body is %s; send a JSON object".formatted(shown(body)));
  }

  /** The fields of something within a body. */
  static Fields of(Object value, String name) {
    if (value instanceof Map<?, ?> values) {
      return new Fields(values, name + ".");
    }
    throw wrong(name, value, "an object");
  }

  /** How a field is called in errors. */
  String name(String field) {
    return prefix + field;
  }

  /** A field's value, whatever it is. */
  Optional<Object> value(String field) {
    read.add(field);
    return Optional.<Object>ofNullable(values.get(field)).filter(value -> value != None.NONE);
  }

  boolean has(String field) {
    return value(field).isPresent();
  }

  /** Those that say something and that nobody has asked for. */
  Set<String> unread() {
    Set<String> unread = new TreeSet<>();
    values.forEach((name, value) -> {
      if (value != None.NONE && !read.contains(name.toString())) {
        unread.add(name.toString());
      }
    });
    return unread;
  }

  /** All of it, as it came. */
  Map<?, ?> tree() {
    return values;
  }

  Optional<String> text(String field) {
    return value(field).map(value -> text(value, name(field)));
  }

  /** A text that must be there. */
  String requiredText(String field) {
    return text(field).orElseThrow(() -> missing(field));
  }

  ApiException missing(String field) {
    return ApiException.field(name(field), "%s is missing; give it".formatted(name(field)));
  }

  /** A text within a body. */
  static String text(Object value, String name) {
    if (value instanceof String text) {
      if (hasLoneSurrogate(text)) {
        throw ApiException.field(name, name + " has half a character in it; send valid Unicode");
      }
      return text;
    }
    throw wrong(name, value, "a string");
  }

  private static boolean hasLoneSurrogate(String text) {
    return text.codePoints()
        .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  /** A text that is one of a few. */
  Optional<String> choice(String field, String... allowed) {
    Optional<String> text = text(field);
    if (text.isPresent() && !List.of(allowed).contains(text.get())) {
      throw wrong(field, String.join(" or ", allowed));
    }
    return text;
  }

  boolean flag(String field, boolean otherwise) {
    return switch (value(field).orElse(otherwise)) {
      case Boolean flag -> flag;
      default -> throw wrong(field, "true or false");
    };
  }

  OptionalInt integer(String field, int least, int most) {
    OptionalLong number = wholeNumber(field, least, most);
    return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
  }

  OptionalLong wholeNumber(String field, long least, long most) {
    Optional<Object> value = value(field);
    if (value.isEmpty()) {
      return OptionalLong.empty();
    }
    if (asWhole(value.get()) instanceof Long number && number >= least && number <= most) {
      return OptionalLong.of(number);
    }
    throw wrong(field, "a whole number from %d to %d".formatted(least, most));
  }

  /** Some clients send 5.0 where they mean 5. */
  private static Object asWhole(Object value) {
    return value instanceof Double d && d == Math.rint(d) && Math.abs(d) < 1L << 53
        ? (Object) d.longValue()
        : value;
  }

  OptionalDouble number(String field, double least, double most) {
    Optional<Object> value = value(field);
    if (value.isEmpty()) {
      return OptionalDouble.empty();
    }
    double number =
        switch (value.get()) {
          case Long whole -> whole;
          case Double real -> real;
          case BigInteger big -> big.doubleValue();
          default -> Double.NaN;
        };
    if (number >= least && number <= most) {
      return OptionalDouble.of(number);
    }
    throw wrong(field, "a number from %s to %s".formatted(plain(least), plain(most)));
  }

  private static String plain(double value) {
    return value == (long) value ? Long.toString((long) value) : Double.toString(value);
  }

  /** A list; empty if there is none. */
  List<Object> list(String field, int most) {
    Optional<Object> value = value(field);
    if (value.isEmpty()) {
      return List.of();
    }
    if (value.get() instanceof List<?> list) {
      if (list.size() > most) {
        throw ApiException.field(
            name(field),
            "%s has %d entries; give at most %d".formatted(name(field), list.size(), most));
      }
      return List.copyOf(list);
    }
    throw wrong(field, "a list");
  }

  /** A list of objects; empty if there is none. */
  List<Fields> objects(String field, int most) {
    List<Fields> objects = new ArrayList<>();
    for (Object item : list(field, most)) {
      objects.add(of(item, "%s[%d]".formatted(name(field), objects.size())));
    }
    return objects;
  }

  /** A string, or a list of strings; empty if there is none. */
  List<String> texts(String field, int most) {
    if (value(field).orElse(None.NONE) instanceof String) {
      return List.of(requiredText(field));
    }
    List<String> texts = new ArrayList<>();
    for (Object item : list(field, most)) {
      texts.add(text(item, "%s[%d]".formatted(name(field), texts.size())));
    }
    return texts;
  }

  Optional<Fields> object(String field) {
    return value(field).map(value -> of(value, name(field)));
  }

  /** A field is not what it may be. */
  ApiException wrong(String field, String allowed) {
    return wrong(name(field), value(field).orElse(None.NONE), allowed);
  }

  /** Something within a body is not what it may be. */
  static ApiException wrong(String name, Object value, String allowed) {
    return ApiException.field(name, "%s is %s; give %s".formatted(name, shown(value), allowed));
  }

  private static String shown(Object value) {
    return switch (value) {
      case Map<?, ?> map -> "an object";
      case List<?> list -> "a list";
      default -> {
        String json = Json.write(value);
        yield json.length() > LONGEST_SHOWN ? json.substring(0, LONGEST_SHOWN) + "..." : json;
      }
    };
  }
}
