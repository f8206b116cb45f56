package io.llamajar.chat.schema;

import io.llamajar.chat.schema.Facts.Refusal;
import io.llamajar.chat.schema.Numbers.Bound;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes a schema, gives the ways not to fulfil it: at least one of its keywords fails.
 *
 * <p>By De Morgan the opposite of "all of these" is "one of these fails", and so on down. What has
 * no opposite among our facts is refused, unless another keyword can fail in its place.
 */
final class Negation {
  private static final int MOST_OPTIONS = 12;

  // For each such keyword the kind of value of which it would have to fail.
  private static final Map<String, Type> WITHOUT_OPPOSITE =
      Map.ofEntries(
          Map.entry("uniqueItems", Type.ARRAY),
          Map.entry("unevaluatedItems", Type.ARRAY),
          Map.entry("additionalProperties", Type.OBJECT),
          Map.entry("patternProperties", Type.OBJECT),
          Map.entry("propertyNames", Type.OBJECT),
          Map.entry("dependentRequired", Type.OBJECT),
          Map.entry("dependentSchemas", Type.OBJECT),
          Map.entry("dependencies", Type.OBJECT),
          Map.entry("unevaluatedProperties", Type.OBJECT));

  private final Expansion expansion;

  Negation(Expansion expansion) {
    this.expansion = expansion;
  }

  /** The ways not to fulfil the schema of a negated term. */
  List<Facts> of(Keywords keywords) {
    List<Facts> ways = new ArrayList<>();
    if (keywords.has("type")) {
      ways.addAll(otherTypes(keywords));
    }
    Assertions.values(keywords).ifPresent(values -> ways.add(otherValues(values, keywords)));
    Assertions.numbers(keywords).forEach(numbers -> ways.addAll(number(numbers)));
    ways.addAll(strings(keywords));
    ways.addAll(arrays(keywords));
    ways.addAll(objects(keywords));
    ways.addAll(combinations(keywords));
    WITHOUT_OPPOSITE.forEach((keyword, type) -> {
      Object value = keywords.value(keyword).orElse(Map.of());
      if (!value.equals(Map.of()) && !value.equals(keyword.equals("uniqueItems") ? false : true)) {
        ways.add(refused(keyword, type, keywords));
      }
    });
    return List.copyOf(ways);
  }

  private static Facts refused(String keyword, Type type, Keywords keywords) {
    return Facts.of(type).refusing(type, refusal(keyword, keywords));
  }

  private static Refusal refusal(String keyword, Keywords keywords) {
    return new Refusal(
        keywords.refusal(
            keyword, "it would have to fail, for a not, oneOf or if; say what may come instead"),
        true);
  }

  private static List<Facts> otherTypes(Keywords keywords) {
    Set<String> names = Assertions.typeNames(keywords);
    Set<Type> others = EnumSet.allOf(Type.class);
    others.removeAll(Assertions.types(names, keywords));
    Facts rest = Facts.of(others);
    return names.contains("integer") && !names.contains("number")
        ? List.of(rest, Facts.of(Type.NUMBER).with(Numbers.BROKEN))
        : List.of(rest);
  }

  private static Facts otherValues(List<Object> values, Keywords keywords) {
    Set<Type> types = EnumSet.allOf(Type.class);
    Facts facts = Facts.ANYTHING;
    for (Object value : values) {
      Type type = Type.of(value);
      switch (value) {
        case String text ->
            facts = facts.with(facts.strings().and(Strings.in(Regex.literal(text), true)));
        case Number number ->
            facts = facts.with(facts.numbers().and(Numbers.not(Values.decimal(number))));
        case List<?> list when list.isEmpty() ->
            facts = facts.with(facts.arrays().and(Arrays.sized(1, Integer.MAX_VALUE)));
        case Map<?, ?> map when map.isEmpty() ->
            facts = facts.with(facts.objects().and(Objects.sized(1, Integer.MAX_VALUE)));
        case List<?> list -> facts = facts.refusing(type, refusal("enum or const", keywords));
        case Map<?, ?> map -> facts = facts.refusing(type, refusal("enum or const", keywords));
        default -> types.remove(type);
      }
    }
    return facts.and(Facts.of(types));
  }

  private static List<Facts> number(Numbers numbers) {
    List<Numbers> opposites = new ArrayList<>();
    numbers.lower().map(Negation::below).ifPresent(opposites::add);
    numbers.upper().map(Negation::above).ifPresent(opposites::add);
    numbers
        .multiples()
        .forEach(m -> opposites.add(Numbers.multiple(new Numbers.Multiple(m.of(), true))));
    return opposites.stream().map(Facts.of(Type.NUMBER)::with).toList();
  }

  private static Numbers below(Bound bound) {
    return Numbers.atMost(bound.value(), !bound.exclusive());
  }

  private static Numbers above(Bound bound) {
    return Numbers.atLeast(bound.value(), !bound.exclusive());
  }

  private static List<Facts> strings(Keywords keywords) {
    List<Facts> ways = new ArrayList<>();
    Facts string = Facts.of(Type.STRING);
    keywords
        .count("minLength")
        .filter(min -> min > 0)
        .ifPresent(min -> ways.add(string.with(new Strings(0, min - 1, List.of()))));
    keywords
        .count("maxLength")
        .filter(max -> max < Integer.MAX_VALUE)
        .ifPresent(
            max -> ways.add(string.with(new Strings(max + 1, Integer.MAX_VALUE, List.of()))));
    try {
      Assertions.regex(keywords, "pattern")
          .ifPresent(regex -> ways.add(string.with(Strings.in(regex, true))));
    } catch (PatternException e) {
      ways.add(refused("pattern", Type.STRING, keywords));
    }
    if (keywords.text("format").filter(Formats::isKnown).isPresent()) {
      // Ours are narrower than the standards here and there, so their opposites would be too wide.
      ways.add(refused("format", Type.STRING, keywords));
    }
    return ways;
  }

  private static List<Facts> arrays(Keywords keywords) {
    List<Arrays> ways = new ArrayList<>();
    keywords
        .count("minItems")
        .filter(min -> min > 0)
        .ifPresent(min -> ways.add(Arrays.sized(0, min - 1)));
    keywords
        .count("maxItems")
        .filter(max -> max < Integer.MAX_VALUE)
        .ifPresent(max -> ways.add(Arrays.sized(max + 1, Integer.MAX_VALUE)));
    // Inside a negated schema all goals are opposites already.
    Optional<Arrays.Layer> items = Assertions.items(keywords);
    List<Goal> first = items.map(Arrays.Layer::first).orElse(List.of());
    for (int i = 0; i < first.size(); i++) {
      List<Goal> goals = new ArrayList<>(Collections.nCopies(i, Goal.ANYTHING));
      goals.add(first.get(i));
      Arrays.Layer layer = new Arrays.Layer(goals, Goal.ANYTHING, false);
      ways.add(Arrays.sized(i + 1, Integer.MAX_VALUE).and(Arrays.of(layer)));
    }
    List<Facts> facts = new ArrayList<>(ways.stream().map(Facts.of(Type.ARRAY)::with).toList());
    items.filter(Arrays.Layer::saysRest).ifPresent(layer -> facts.add(someItem(layer, keywords)));
    Assertions.contains(keywords)
        .filter(contains -> contains.min() > 0 || contains.max() < Integer.MAX_VALUE)
        .ifPresent(contains -> facts.add(noItem(contains, keywords)));
    return facts;
  }

  private static Facts someItem(Arrays.Layer layer, Keywords keywords) {
    if (!layer.first().isEmpty()) {
      return refused("items", Type.ARRAY, keywords);
    }
    Term term = keywords.schema("items").orElseThrow();
    Arrays.Contains wrong =
        new Arrays.Contains(Goal.of(term), Goal.of(term.opposite()), 1, Integer.MAX_VALUE);
    return Facts.of(Type.ARRAY).with(Arrays.of(wrong));
  }

  private static Facts noItem(Arrays.Contains contains, Keywords keywords) {
    if (contains.min() != 1 || contains.max() < Integer.MAX_VALUE) {
      return refused("contains", Type.ARRAY, keywords);
    }
    Arrays.Layer none = new Arrays.Layer(List.of(), contains.goal(), true);
    return Facts.of(Type.ARRAY).with(Arrays.of(none));
  }

  private static List<Facts> objects(Keywords keywords) {
    List<Objects> ways = new ArrayList<>();
    keywords
        .count("minProperties")
        .filter(min -> min > 0)
        .ifPresent(min -> ways.add(Objects.sized(0, min - 1)));
    keywords
        .count("maxProperties")
        .filter(max -> max < Integer.MAX_VALUE)
        .ifPresent(max -> ways.add(Objects.sized(max + 1, Integer.MAX_VALUE)));
    Goal never = Goal.of(Term.of(false, keywords.term().at()));
    if (keywords.has("required") && !(keywords.value("required").get() instanceof Boolean)) {
      keywords.names("required").forEach(name -> ways.add(Objects.restricted(name, never)));
    }
    keywords
        .named("properties")
        .forEach((name, term) ->
            ways.add(Objects.having(name).and(Objects.restricted(name, Goal.of(term)))));
    return ways.stream().map(Facts.of(Type.OBJECT)::with).toList();
  }

  private List<Facts> combinations(Keywords keywords) {
    List<Facts> ways = new ArrayList<>();
    expansion.target(keywords).ifPresent(target -> ways.addAll(expansion.of(target)));
    ways.addAll(expansion.any(keywords.schemas("allOf")));
    if (keywords.has("anyOf")) {
      ways.addAll(expansion.all(keywords.schemas("anyOf"), keywords.term()));
    }
    if (keywords.has("oneOf")) {
      ways.addAll(noneOrSeveral(keywords));
    }
    keywords.schema("not").ifPresent(term -> ways.addAll(expansion.of(term.opposite())));
    keywords
        .schema("if")
        .ifPresent(condition -> {
          // "then" and "else" fail; "if" itself must hold or not.
          keywords
              .schema("then")
              .ifPresent(then ->
                  ways.addAll(expansion.all(List.of(condition.opposite(), then), condition)));
          keywords
              .schema("else")
              .ifPresent(otherwise ->
                  ways.addAll(expansion.all(List.of(condition, otherwise), condition)));
        });
    return ways;
  }

  private List<Facts> noneOrSeveral(Keywords keywords) {
    List<Term> fail = keywords.schemas("oneOf");
    if (fail.size() > MOST_OPTIONS) {
      return List.of(refused("oneOf", Type.OBJECT, keywords));
    }
    List<Facts> ways = new ArrayList<>(expansion.all(fail, keywords.term()));
    for (int i = 0; i < fail.size(); i++) {
      for (int j = 0; j < i; j++) {
        List<Term> two = List.of(fail.get(j).opposite(), fail.get(i).opposite());
        ways.addAll(expansion.all(two, keywords.term()));
      }
    }
    return ways;
  }
}
