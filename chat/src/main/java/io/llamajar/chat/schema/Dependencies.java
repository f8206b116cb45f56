package io.llamajar.chat.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What must hold when an object has a certain member. */
final class Dependencies {
  private Dependencies() {}

  /** For each such member the ways: it is absent, or it is there with what it asks for. */
  static List<List<Facts>> of(Keywords keywords, Expansion expansion) {
    Map<String, List<Facts>> asked = new LinkedHashMap<>();
    for (String keyword : List.of("dependentRequired", "dependentSchemas", "dependencies")) {
      keywords
          .object(keyword)
          .forEach((name, asks) -> {
            Term schema = keywords.term().child(asks, keyword, name.toString());
            List<Facts> ways =
                asks instanceof List<?> || asks instanceof String
                    ? List.of(required(keywords.names(asks, keyword)))
                    : expansion.of(schema);
            asked.merge(name.toString(), ways, (a, b) -> expansion.and(a, b, schema));
          });
    }
    List<List<Facts>> all = new ArrayList<>();
    asked.forEach((name, ways) -> {
      List<Facts> present = List.of(Facts.of(Type.OBJECT).with(Objects.having(name)));
      List<Facts> either = new ArrayList<>(List.of(absent(name, keywords.term())));
      either.addAll(expansion.and(present, ways, keywords.term()));
      all.add(List.copyOf(either));
    });
    return all;
  }

  private static Facts required(Set<String> names) {
    return Facts.of(Type.OBJECT).with(Objects.requiring(names));
  }

  private static Facts absent(String name, Term at) {
    Goal never = Goal.of(Term.of(false, at.at()));
    return Facts.of(Type.ALL).with(Objects.restricted(name, never));
  }
}
