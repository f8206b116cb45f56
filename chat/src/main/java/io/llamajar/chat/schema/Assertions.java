package io.llamajar.chat.schema;

import io.llamajar.chat.schema.Facts.Refusal;
import io.llamajar.chat.schema.Objects.Purpose;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a schema says by itself: types, values, sizes, items and members. */
final class Assertions {
  // A schema without a type that speaks of one kind of value only, means that kind: so models do
  // not write a number where a schema lists properties.
  private static final Map<Type, Set<String>> SPEAKS_OF =
      Map.of(
          Type.OBJECT,
          Set.of(
              "properties",
              "required",
              "additionalProperties",
              "patternProperties",
              "propertyNames",
              "minProperties",
              "maxProperties"),
          Type.ARRAY,
          Set.of("items", "prefixItems", "contains", "minItems", "maxItems", "uniqueItems"),
          Type.STRING,
          Set.of("minLength", "maxLength", "pattern"),
          Type.NUMBER,
          Set.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"));
  private static final Set<String> GIVES_A_TYPE = Set.of("type", "enum", "const", "$ref");
  private static final Set<String> COMBINES = Set.of("allOf", "anyOf", "oneOf", "not", "if");

  private Assertions() {}

  static Facts of(Keywords keywords) {
    Facts facts = strings(types(keywords), keywords);
    for (Numbers numbers : numbers(keywords)) {
      facts = facts.with(facts.numbers().and(numbers));
    }
    for (Arrays arrays : arrays(keywords)) {
      facts = facts.with(facts.arrays().and(arrays));
    }
    for (Objects objects : objects(keywords)) {
      facts = facts.with(facts.objects().and(objects));
    }
    Optional<List<Object>> values = values(keywords);
    return values.isPresent() ? facts.withOnly(values.get()) : facts;
  }

  /** The values of {@code enum} and {@code const}. */
  static Optional<List<Object>> values(Keywords keywords) {
    Optional<List<Object>> listed =
        keywords.has("enum")
            ? Optional.of(List.<Object>copyOf(keywords.list("enum")))
            : Optional.empty();
    return keywords
        .value("const")
        .map(value -> Values.common(List.of(value), listed))
        .or(() -> listed);
  }

  private static Facts types(Keywords keywords) {
    Set<String> names = keywords.has("type") ? typeNames(keywords) : Set.of();
    if (names.isEmpty()) {
      return inferred(keywords).map(Facts::of).orElse(Facts.ANYTHING);
    }
    Facts facts = Facts.of(types(names, keywords));
    boolean whole = names.contains("integer") && !names.contains("number");
    return whole ? facts.with(Numbers.WHOLE) : facts;
  }

  static Set<String> typeNames(Keywords keywords) {
    return keywords.names(keywords.value("type").orElseThrow(), "type");
  }

  static Set<Type> types(Set<String> names, Keywords keywords) {
    Set<Type> types = EnumSet.noneOf(Type.class);
    for (String name : names) {
      types.addAll(
          switch (name) {
            case "object" -> Set.of(Type.OBJECT);
            case "array" -> Set.of(Type.ARRAY);
            case "string" -> Set.of(Type.STRING);
            case "number", "integer" -> Set.of(Type.NUMBER);
            case "boolean" -> Set.of(Type.TRUE, Type.FALSE);
            case "null" -> Set.of(Type.NULL);
            default ->
                throw keywords.wrong(
                    "type", "object, array, string, number, integer, boolean or null");
          });
    }
    return types;
  }

  private static Optional<Type> inferred(Keywords keywords) {
    boolean meant = keywords.term().sense() == Term.Sense.MEANT;
    if (!meant || GIVES_A_TYPE.stream().anyMatch(keywords::has)) {
      return Optional.empty();
    }
    List<Type> spokenOf =
        SPEAKS_OF.entrySet().stream()
            .filter(entry -> entry.getValue().stream().anyMatch(keywords::has))
            .map(Map.Entry::getKey)
            .toList();
    boolean combines = COMBINES.stream().anyMatch(keywords::has);
    return spokenOf.size() == 1 && (!combines || spokenOf.getFirst().compareTo(Type.STRING) < 0)
        ? Optional.of(spokenOf.getFirst())
        : Optional.empty();
  }

  static List<Numbers> numbers(Keywords keywords) {
    List<Numbers> said = new ArrayList<>();
    boolean aboveOnly = keywords.isTrue("exclusiveMinimum"); // as in draft 4
    boolean belowOnly = keywords.isTrue("exclusiveMaximum");
    keywords.number("minimum").ifPresent(n -> said.add(Numbers.atLeast(n, aboveOnly)));
    keywords.number("maximum").ifPresent(n -> said.add(Numbers.atMost(n, belowOnly)));
    exclusive(keywords, "exclusiveMinimum").ifPresent(n -> said.add(Numbers.atLeast(n, true)));
    exclusive(keywords, "exclusiveMaximum").ifPresent(n -> said.add(Numbers.atMost(n, true)));
    keywords
        .number("multipleOf")
        .ifPresent(n -> {
          if (n.signum() <= 0) {
            throw keywords.wrong("multipleOf", "larger than 0");
          }
          said.add(Numbers.multiple(new Numbers.Multiple(n, false)));
        });
    return said;
  }

  private static Optional<BigDecimal> exclusive(Keywords keywords, String keyword) {
    return keywords.value(keyword).orElse(false) instanceof Boolean
        ? Optional.empty()
        : keywords.number(keyword);
  }

  private static Facts strings(Facts types, Keywords keywords) {
    Strings sizes =
        new Strings(
            keywords.count("minLength").orElse(0),
            keywords.count("maxLength").orElse(Integer.MAX_VALUE),
            List.of());
    Facts facts =
        keywords.has("minLength") || keywords.has("maxLength") ? types.with(sizes) : types;
    for (String keyword : List.of("pattern", "format")) {
      try {
        Optional<Regex> regex = regex(keywords, keyword);
        if (regex.isPresent()) {
          facts = facts.with(facts.strings().and(Strings.in(regex.get(), false)));
        }
      } catch (PatternException e) {
        String message = keywords.refusal(keyword, e.reason());
        facts = facts.refusing(Type.STRING, new Refusal(message, false));
      }
    }
    return facts;
  }

  /** The texts that {@code pattern} or {@code format} allow. */
  static Optional<Regex> regex(Keywords keywords, String keyword) {
    return keyword.equals("pattern")
        ? keywords.text(keyword).map(p -> Anchors.wholeText(RegexParser.parse(p)))
        : keywords
            .text(keyword)
            .flatMap(
                keywords.term().sense() == Term.Sense.LITERAL ? Formats::atLeast : Formats::regex);
  }

  private static List<Arrays> arrays(Keywords keywords) {
    List<Arrays> said = new ArrayList<>();
    Optional<Arrays.Layer> items = items(keywords);
    items.ifPresent(layer -> said.add(Arrays.of(layer)));
    if (keywords.has("minItems") || keywords.has("maxItems")) {
      int min = keywords.count("minItems").orElse(0);
      said.add(Arrays.sized(min, keywords.count("maxItems").orElse(Integer.MAX_VALUE)));
    }
    contains(keywords).ifPresent(contains -> said.add(Arrays.of(contains)));
    if (keywords.isTrue("uniqueItems")) {
      said.add(Arrays.distinct());
    }
    return said;
  }

  /** What is said of items by place: {@code prefixItems}, or {@code items} as it was before. */
  static Optional<Arrays.Layer> items(Keywords keywords) {
    boolean old = keywords.value("items").orElse(false) instanceof List<?>;
    String rest = old ? "additionalItems" : "items";
    String first = old ? "items" : "prefixItems";
    if (!keywords.has(rest) && !keywords.has(first)) {
      return Optional.empty();
    }
    List<Goal> goals = keywords.schemas(first).stream().map(Goal::of).toList();
    Goal others = keywords.schema(rest).map(Goal::of).orElse(Goal.ANYTHING);
    return Optional.of(new Arrays.Layer(goals, others, keywords.has(rest)));
  }

  static Optional<Arrays.Contains> contains(Keywords keywords) {
    return keywords
        .schema("contains")
        .map(term ->
            new Arrays.Contains(
                Goal.of(term),
                Goal.of(term.opposite()),
                keywords.count("minContains").orElse(1),
                keywords.count("maxContains").orElse(Integer.MAX_VALUE)));
  }

  private static List<Objects> objects(Keywords keywords) {
    List<Objects> said = new ArrayList<>();
    Map<String, Goal> named = new LinkedHashMap<>();
    keywords.named("properties").forEach((name, term) -> named.put(name, Goal.of(term)));
    List<Objects.Patterned> patterned = new ArrayList<>();
    keywords
        .named("patternProperties")
        .forEach((pattern, term) ->
            patterned.add(new Objects.Patterned(names(pattern, keywords), Goal.of(term))));
    Optional<Goal> others = keywords.schema("additionalProperties").map(Goal::of);
    if (!named.isEmpty() || !patterned.isEmpty() || others.isPresent()) {
      boolean meant = keywords.term().sense() == Term.Sense.MEANT;
      Purpose purpose = meant ? Purpose.DECLARES : Purpose.MENTIONS;
      said.add(Objects.of(new Objects.Layer(named, patterned, others, purpose)));
    }
    if (keywords.has("required") && !(keywords.value("required").get() instanceof Boolean)) {
      said.add(Objects.requiring(keywords.names("required")));
    }
    if (keywords.has("minProperties") || keywords.has("maxProperties")) {
      int min = keywords.count("minProperties").orElse(0);
      said.add(Objects.sized(min, keywords.count("maxProperties").orElse(Integer.MAX_VALUE)));
    }
    keywords.schema("propertyNames").ifPresent(term -> said.add(Objects.named(Goal.of(term))));
    return said;
  }

  private static Automaton names(String pattern, Keywords keywords) {
    try {
      return Nfa.automaton(Anchors.wholeText(RegexParser.parse(pattern)));
    } catch (PatternException e) {
      throw keywords.unenforceable("patternProperties", e.reason());
    }
  }
}
