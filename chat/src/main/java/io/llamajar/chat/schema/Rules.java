package io.llamajar.chat.schema;

import io.llamajar.LlamajarException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The rules of a grammar while it is written, each under a name of its own. */
final class Rules {
  private static final int MOST_RULES = 9_000; // a grammar may have 10,000;
  private static final int LONGEST_NAME = 60;

  private final Map<String, String> bodies = new LinkedHashMap<>();
  private final Set<String> primitives = new LinkedHashSet<>();
  private final Map<String, Integer> taken = new LinkedHashMap<>();

  /** A name like {@code wish} that no rule has yet. */
  Gbnf.Ref name(String wish) {
    String plain = wish.replaceAll("[^A-Za-z0-9]+", "-").replaceAll("^-+|-+$", "");
    String shorter = plain.substring(0, Math.min(plain.length(), LONGEST_NAME));
    String base = shorter.isEmpty() || Primitive.exists(shorter) ? "a-" + shorter : shorter;
    String name = base;
    while (taken.containsKey(name)) {
      name = base + "-" + taken.merge(base, 1, Integer::sum);
    }
    taken.put(name, 1);
    return new Gbnf.Ref(name);
  }

  /** Says what a name stands for. */
  void put(Gbnf.Ref name, Gbnf body) {
    if (bodies.size() == MOST_RULES) {
      throw new LlamajarException(
          "The schema needs more than %d rules of grammar; make it smaller".formatted(MOST_RULES));
    }
    bodies.put(name.name(), body.text());
  }

  /** A new rule. */
  Gbnf.Ref add(String wish, Gbnf body) {
    Gbnf.Ref name = name(wish);
    put(name, body);
    return name;
  }

  /** A rule that every grammar may need; it is written only if one does. */
  Gbnf.Ref use(Primitive primitive) {
    if (primitives.add(primitive.ruleName())) {
      primitive.needs().forEach(this::use);
    }
    return new Gbnf.Ref(primitive.ruleName());
  }

  /** The whole grammar, which begins with the rule {@code root}. */
  String text(Gbnf start) {
    bodies.putIfAbsent("root", start.text());
    StringBuilder text = new StringBuilder();
    bodies.forEach((name, body) -> text.append(name).append(" ::= ").append(body).append('\n'));
    return text
        + Primitive.all().stream()
            .filter(primitive -> primitives.contains(primitive.ruleName()))
            .map(primitive -> primitive.ruleName() + " ::= " + primitive.body() + "\n")
            .collect(Collectors.joining());
  }
}
