package io.llamajar.chat.schema;

import io.llamajar.LlamajarException;
import io.llamajar.chat.schema.Facts.Refusal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Writes the grammar of one schema in three rounds: which goals there are, which of them a value
 * can reach at all, and the rules of those.
 *
 * <p>Without the second round a model could enter a member whose value never ends.
 */
final class SchemaGrammar {
  private static final int MOST_GOALS = 20_000;

  private final Expansion expansion;
  private final Rules rules = new Rules();
  private final Feasibility feasibility;
  private final Map<Goal, List<Facts>> ways = new LinkedHashMap<>();
  private final Set<Goal> possible = new HashSet<>();
  private final Map<Goal, Gbnf> written = new HashMap<>();
  private final IdentityHashMap<Facts, Gbnf> writtenFacts = new IdentityHashMap<>();
  private final Deque<Unwritten> unwritten = new ArrayDeque<>();

  private record Unwritten(Gbnf.Ref name, Facts facts, Goal goal) {}

  SchemaGrammar(Term root) {
    expansion = new Expansion(new References(root));
    feasibility = new Feasibility(expansion.instances());
  }

  String text(Goal root) {
    discover(root);
    settle();
    if (!possible.contains(root)) {
      throw new LlamajarException(
          "No value can fulfil this schema, for its parts contradict each other or never end;"
              + " correct it");
    }
    Gbnf start = reference(root);
    while (!unwritten.isEmpty()) {
      Unwritten next = unwritten.remove();
      rules.put(next.name, located(next.goal, goal -> body(next.facts, goal, next.name.name())));
    }
    return rules.text(start);
  }

  private void discover(Goal root) {
    Deque<Goal> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      Goal goal = open.remove();
      if (ways.containsKey(goal)) {
        continue;
      }
      if (ways.size() == MOST_GOALS) {
        throw new LlamajarException(
            "The schema has more than %d parts when its combinations are worked out; simplify it"
                .formatted(MOST_GOALS));
      }
      open.addAll(located(goal, this::explored));
    }
  }

  private List<Goal> explored(Goal goal) {
    List<Facts> found = expansion.of(goal);
    ways.put(goal, found);
    List<Goal> inside = new ArrayList<>();
    for (Facts facts : found) {
      if (facts.only().isEmpty() && facts.types().contains(Type.OBJECT)) {
        inside.addAll(ObjectRules.goals(facts.objects(), expansion));
      }
      if (facts.only().isEmpty() && facts.types().contains(Type.ARRAY)) {
        inside.addAll(ArrayRules.goals(facts.arrays()));
      }
    }
    return inside;
  }

  /** A goal is possible once all that it needs inside is; a circle of needs never is. */
  private void settle() {
    List<Goal> goals = new ArrayList<>(ways.keySet()).reversed();
    boolean grows = true;
    while (grows) {
      grows = false;
      for (Goal goal : goals) {
        if (!possible.contains(goal) && located(goal, this::isPossible)) {
          grows |= possible.add(goal);
        }
      }
    }
  }

  private boolean isPossible(Goal goal) {
    return ways.getOrDefault(goal, List.of()).stream()
        .anyMatch(facts -> feasibility.isPossible(facts, possible::contains));
  }

  /** What stands for a value of this goal in a rule. */
  private Gbnf reference(Goal goal) {
    Gbnf known = written.get(goal);
    if (known != null) {
      return known;
    }
    Gbnf reference = located(goal, this::rule);
    written.put(goal, reference);
    return reference;
  }

  private Gbnf rule(Goal goal) {
    List<Facts> usable = new ArrayList<>();
    List<Refusal> refused = new ArrayList<>();
    for (Facts facts : ways.getOrDefault(goal, List.of())) {
      Optional<Refusal> refusal = refusal(facts);
      if (refusal.isPresent()) {
        refused.add(refusal.get());
      } else if (feasibility.isPossible(facts, possible::contains)) {
        usable.add(facts);
      }
    }
    if (usable.isEmpty() || refused.stream().anyMatch(refusal -> !refusal.optional())) {
      throw new LlamajarException(
          refused.stream().findFirst().map(Refusal::message).orElse("Nothing can come here"));
    }
    if (usable.size() == 1) {
      return option(usable.getFirst(), goal);
    }
    Gbnf.Ref name = rules.name(name(goal));
    rules.put(name, Gbnf.choice(usable.stream().map(facts -> option(facts, goal)).toList()));
    return name;
  }

  private static Optional<Refusal> refusal(Facts facts) {
    return facts.types().stream()
        .flatMap(type -> Optional.ofNullable(facts.refusals().get(type)).stream())
        .min((a, b) -> Boolean.compare(a.optional(), b.optional()));
  }

  /** One way: a rule of its own, for it may come in several places. */
  private Gbnf option(Facts facts, Goal goal) {
    Gbnf known = writtenFacts.get(facts);
    if (known != null) {
      return known;
    }
    if (facts.equals(Facts.ANYTHING)) {
      return rules.use(Primitive.VALUE);
    }
    boolean nested =
        facts.only().isEmpty()
            && (facts.types().contains(Type.OBJECT) || facts.types().contains(Type.ARRAY));
    Gbnf option;
    if (nested) {
      Gbnf.Ref name = rules.name(name(goal));
      unwritten.add(new Unwritten(name, facts, goal));
      option = name;
    } else {
      Gbnf body = body(facts, goal, name(goal));
      option =
          body instanceof Gbnf.Choice || body instanceof Gbnf.Sequence
              ? rules.add(name(goal), body)
              : body;
    }
    writtenFacts.put(facts, option);
    return option;
  }

  private Gbnf body(Facts facts, Goal goal, String name) {
    if (facts.only().isPresent()) {
      return Gbnf.choice(
          facts.only().get().stream().map(value -> Texts.value(value, rules)).toList());
    }
    List<Gbnf> kinds = new ArrayList<>();
    for (Type type : Type.values()) {
      if (facts.types().contains(type)) {
        ofType(type, facts, name).ifPresent(kinds::add);
      }
    }
    if (kinds.isEmpty()) {
      throw new LlamajarException(
          "No value can fulfil the schema at %s; correct it".formatted(at(goal)));
    }
    return Gbnf.choice(kinds);
  }

  private Optional<Gbnf> ofType(Type type, Facts facts, String name) {
    if (!feasibility.isPossible(type, facts, possible::contains)) {
      return Optional.empty();
    }
    return switch (type) {
      case OBJECT ->
          facts.objects().equals(Objects.ANY)
              ? Optional.of(rules.use(Primitive.OBJECT))
              : new ObjectRules(expansion, rules, this::reference)
                  .of(facts.objects(), name, possible::contains);
      case ARRAY ->
          facts.arrays().equals(Arrays.ANY)
              ? Optional.of(rules.use(Primitive.ARRAY))
              : new ArrayRules(expansion, rules, this::reference)
                  .of(facts.arrays(), name, possible::contains);
      case STRING -> Optional.of(new StringRules(rules).of(facts.strings(), name));
      case NUMBER -> Optional.of(NumberRules.of(facts.numbers(), name, rules));
      case TRUE -> Optional.of(Gbnf.literal("true"));
      case FALSE -> Optional.of(Gbnf.literal("false"));
      case NULL -> Optional.of(rules.use(Primitive.NULL));
    };
  }

  /** What a step asks for, with the place in the schema should it fail. */
  private static <T> T located(Goal goal, Function<Goal, T> step) {
    try {
      return step.apply(goal);
    } catch (PatternException e) {
      throw new LlamajarException(
          "The schema at %s cannot be enforced: %s".formatted(at(goal), e.reason()), e);
    }
  }

  private static String at(Goal goal) {
    return goal.terms().stream().findFirst().map(Term::at).orElse("#");
  }

  private static String name(Goal goal) {
    String plain = at(goal).replaceAll("/(properties|items|\\$defs|definitions)(?=/|$)", "");
    return plain.equals("#") ? "root" : plain;
  }
}
