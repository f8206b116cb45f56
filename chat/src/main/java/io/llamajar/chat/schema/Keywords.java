package io.llamajar.chat.schema;

import io.llamajar.LlamajarException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** The keywords of one schema object, each with the kind of value that it needs. */
record Keywords(Term term, Map<?, ?> map) {

  static Keywords of(Term term) {
    if (term.schema() instanceof Map<?, ?> map) {
      return new Keywords(term, map);
    }
    throw new LlamajarException(
        "There is no schema at %s; write an object, true or false".formatted(term.at()));
  }

  boolean has(String keyword) {
    return map.containsKey(keyword);
  }

  Optional<Object> value(String keyword) {
    return Optional.ofNullable(map.get(keyword));
  }

  /** The schema under a keyword. */
  Optional<Term> schema(String keyword) {
    return value(keyword).map(schema -> term.child(schema, keyword));
  }

  /** The schemas in the array under a keyword. */
  List<Term> schemas(String keyword) {
    List<?> list = list(keyword);
    return IntStream.range(0, list.size())
        .mapToObj(i -> term.child(list.get(i), keyword, "" + i))
        .toList();
  }

  /** The schemas in the object under a keyword, by name. */
  Map<String, Term> named(String keyword) {
    Map<String, Term> schemas = new LinkedHashMap<>();
    object(keyword)
        .forEach((name, schema) ->
            schemas.put(name.toString(), term.child(schema, keyword, name.toString())));
    return schemas;
  }

  Map<?, ?> object(String keyword) {
    return switch (map.get(keyword)) {
      case null -> Map.of();
      case Map<?, ?> object -> object;
      default -> throw wrong(keyword, "an object");
    };
  }

  List<?> list(String keyword) {
    return switch (map.get(keyword)) {
      case null -> List.of();
      case List<?> list -> list;
      default -> throw wrong(keyword, "an array");
    };
  }

  Optional<String> text(String keyword) {
    return value(keyword)
        .map(value -> {
          if (value instanceof String text) {
            return text;
          }
          throw wrong(keyword, "a string");
        });
  }

  Optional<BigDecimal> number(String keyword) {
    return value(keyword)
        .map(value -> {
          if (value instanceof Number number) {
            return Values.decimal(number);
          }
          throw wrong(keyword, "a number");
        });
  }

  /** A size; one that is out of reach is {@link Integer#MAX_VALUE}. */
  Optional<Integer> count(String keyword) {
    return number(keyword)
        .map(number -> {
          if (number.signum() < 0 || number.remainder(BigDecimal.ONE).signum() != 0) {
            throw wrong(keyword, "a whole number from 0 on");
          }
          return number.min(BigDecimal.valueOf(Integer.MAX_VALUE)).intValue();
        });
  }

  boolean isTrue(String keyword) {
    return Boolean.TRUE.equals(map.get(keyword));
  }

  Set<String> names(String keyword) {
    return names(list(keyword), keyword);
  }

  Set<String> names(Object list, String keyword) {
    Set<String> names = new LinkedHashSet<>();
    for (Object name : list instanceof List<?> items ? items : List.of(list)) {
      if (!(name instanceof String text)) {
        throw wrong(keyword, "an array of names");
      }
      names.add(text);
    }
    return names;
  }

  LlamajarException wrong(String keyword, String wanted) {
    return new LlamajarException(
        "%s at %s is not right; it must be %s".formatted(keyword, term.at(), wanted));
  }

  LlamajarException unenforceable(String keyword, String reason) {
    return new LlamajarException(refusal(keyword, reason));
  }

  String refusal(String keyword, String reason) {
    return "%s at %s cannot be enforced: %s".formatted(keyword, term.at(), reason);
  }
}
