package io.llamajar.chat.schema;

import io.llamajar.LlamajarException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes a goal, gives the ways to fulfil it: references followed, combinations multiplied out.
 *
 * <p>It looks only as deep as the value itself; what is said of its items and members stays a goal.
 * So a schema that contains itself ends, and every combination of schemas is worked out once.
 */
final class Expansion {
  private static final int DEEPEST = 300;
  private static final int MOST_WAYS = 2000;
  private static final int DEEPEST_COMPARISON = 2;

  private final References references;
  private final Negation negation = new Negation(this);
  private final Instances instances = new Instances(this);
  private final Feasibility feasibility = new Feasibility(instances);
  private final Map<Goal, List<Facts>> goals = new HashMap<>();
  private final Map<Goal, List<Facts>> settled = new HashMap<>();
  private final Map<Term, List<Facts>> terms = new HashMap<>();
  private final Set<Term> open = new LinkedHashSet<>();

  /** A schema that needs itself to say what it means. */
  private static final class LoopException extends LlamajarException {
    private static final long serialVersionUID = 1;

    LoopException(String message) {
      super(message);
    }
  }

  Expansion(References references) {
    this.references = references;
  }

  Instances instances() {
    return instances;
  }

  /** The ways to fulfil all terms of a goal; none if they contradict each other. */
  List<Facts> of(Goal goal) {
    List<Facts> known = settled.get(goal);
    if (known != null) {
      return known;
    }
    List<Facts> ways =
        combined(goal).stream().flatMap(way -> instances.withAllowed(way).stream()).toList();
    settled.put(goal, ways);
    return ways;
  }

  /** The same, with values still listed that other terms forbid. */
  List<Facts> combined(Goal goal) {
    List<Facts> known = goals.get(goal);
    if (known != null) {
      return known;
    }
    List<Facts> ways = List.of(Facts.ANYTHING);
    for (Term term : goal.terms()) {
      ways = and(ways, of(term), term);
    }
    goals.put(goal, ways);
    return ways;
  }

  List<Facts> of(Term term) {
    List<Facts> known = terms.get(term);
    if (known != null) {
      return known;
    }
    if (!open.add(term) || open.size() > DEEPEST) {
      throw new LoopException(
          "The schema at %s refers to itself in a circle (or through too many others) without an"
                  .formatted(term.at())
              + " object or array in between; break the circle");
    }
    List<Facts> ways = ways(term);
    open.remove(term);
    terms.put(term, ways);
    return ways;
  }

  private List<Facts> ways(Term term) {
    if (term.schema() instanceof Boolean allows) {
      return allows != term.isNegated() ? List.of(Facts.ANYTHING) : List.of();
    }
    Keywords keywords = Keywords.of(term);
    return term.isNegated() ? negation.of(keywords) : fulfil(keywords);
  }

  private List<Facts> fulfil(Keywords keywords) {
    Term term = keywords.term();
    List<Facts> ways = List.of(Assertions.of(keywords));
    Optional<Term> target = target(keywords);
    if (target.isPresent()) {
      ways = and(ways, of(target.get()), term);
    }
    for (Term all : keywords.schemas("allOf")) {
      ways = and(ways, of(all), term);
    }
    if (keywords.has("anyOf")) {
      ways = and(ways, any(keywords.schemas("anyOf")), term);
    }
    if (keywords.has("oneOf")) {
      ways = and(ways, exactlyOne(keywords.schemas("oneOf")), term);
    }
    Optional<Term> not = keywords.schema("not").map(Term::opposite);
    if (not.isPresent()) {
      ways = and(ways, of(not.get()), term);
    }
    Optional<Term> condition = keywords.schema("if").map(Term::literal);
    if (condition.isPresent()) {
      ways = and(ways, conditional(condition.get(), keywords), term);
    }
    for (List<Facts> dependency : Dependencies.of(keywords, this)) {
      ways = and(ways, dependency, term);
    }
    return Unevaluated.closed(ways, keywords);
  }

  /** The schema that a {@code $ref} means, read in the term's sense. */
  Optional<Term> target(Keywords keywords) {
    for (String dynamic : List.of("$dynamicRef", "$recursiveRef")) {
      if (keywords.has(dynamic)) {
        throw keywords.unenforceable(dynamic, "what it means is only known later; use $ref");
      }
    }
    return keywords.text("$ref").map(ref -> references.target(keywords.term(), ref));
  }

  List<Facts> any(List<Term> options) {
    return options.stream().flatMap(option -> of(option).stream()).distinct().toList();
  }

  List<Facts> all(List<Term> parts, Term at) {
    List<Facts> ways = List.of(Facts.ANYTHING);
    for (Term part : parts) {
      ways = and(ways, of(part), at);
    }
    return ways;
  }

  /** Each option, without what another one has too. */
  private List<Facts> exactlyOne(List<Term> options) {
    List<Facts> ways = new ArrayList<>();
    for (int i = 0; i < options.size(); i++) {
      Term option = options.get(i);
      List<Facts> alone = of(option);
      for (int j = 0; j < options.size(); j++) {
        Term other = options.get(j);
        if (j != i && !areDisjoint(option, other.literal())) {
          alone = and(alone, of(other.opposite()), option);
        }
      }
      ways.addAll(alone);
    }
    return List.copyOf(ways);
  }

  private boolean areDisjoint(Term a, Term b) {
    return and(of(a), of(b), a).stream().noneMatch(way -> mayBePossible(way, DEEPEST_COMPARISON));
  }

  private boolean mayBePossible(Facts facts, int depth) {
    Set<Term> before = new LinkedHashSet<>(open);
    try {
      return instances.withAllowed(facts).stream()
          .anyMatch(way ->
              feasibility.isPossible(
                  way,
                  goal ->
                      depth == 0 || of(goal).stream().anyMatch(w -> mayBePossible(w, depth - 1))));
    } catch (LoopException e) {
      open.retainAll(before);
      return true; // it is being worked out, so nothing is known of it yet
    }
  }

  private List<Facts> conditional(Term condition, Keywords keywords) {
    List<Facts> then = all(keywords.schema("then").stream().toList(), condition);
    List<Facts> otherwise = all(keywords.schema("else").stream().toList(), condition);
    List<Facts> ways = new ArrayList<>();
    if (keywords.has("then") || keywords.has("else")) {
      ways.addAll(and(of(condition), then, condition));
      ways.addAll(and(of(condition.opposite()), otherwise, condition));
      return ways;
    }
    return List.of(Facts.ANYTHING);
  }

  List<Facts> and(List<Facts> left, List<Facts> right, Term at) {
    List<Facts> ways = Facts.and(left, right);
    if (ways.size() > MOST_WAYS && ways.size() > Math.max(left.size(), right.size())) {
      throw new LlamajarException(
          "The schema at %s combines more than %d alternatives; use fewer anyOf and oneOf together"
              .formatted(at.at(), MOST_WAYS));
    }
    return ways;
  }
}
