package io.llamajar.chat.schema;

import io.llamajar.chat.schema.OtherMembers.Names;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Takes what is said about an object, gives the rule for it: the declared members in the order of
 * the schema, then the others.
 *
 * <p>A name that has a goal of its own never comes among the others, however it is written.
 */
final class ObjectRules {
  private static final int MOST_PATTERNS = 8;
  private static final int MOST_LISTED = 100; // names

  private final Expansion expansion;
  private final Rules rules;
  private final Function<Goal, Gbnf> reference;

  private record Split(Automaton names, Set<Objects.Patterned> matched) {}

  ObjectRules(Expansion expansion, Rules rules, Function<Goal, Gbnf> reference) {
    this.expansion = expansion;
    this.rules = rules;
    this.reference = reference;
  }

  /** All goals of members. */
  static List<Goal> goals(Objects objects, Expansion expansion) {
    List<Goal> goals = new ArrayList<>();
    objects.declared().forEach(name -> goals.add(objects.at(name)));
    others(objects, expansion).forEach(names -> goals.add(names.goal()));
    return goals;
  }

  /** The rule, with members only of goals that are possible; empty if there is no such object. */
  Optional<Gbnf> of(Objects objects, String name, Predicate<Goal> possible) {
    List<Chain.Part> members = new ArrayList<>();
    for (String declared : objects.declared()) {
      Goal goal = objects.at(declared);
      if (possible.test(goal) && expansion.instances().allows(objects.names(), declared)) {
        Gbnf member = Texts.member(declared, reference.apply(goal), rules);
        members.add(new Chain.Part(member, objects.required().contains(declared)));
      } else if (objects.required().contains(declared)) {
        return Optional.empty();
      }
    }
    List<Names> others = new ArrayList<>();
    for (Names names : others(objects, expansion)) {
      if (possible.test(names.goal())) {
        listed(names, objects)
            .ifPresentOrElse(
                texts -> members.addAll(members(texts, reference.apply(names.goal()))),
                () -> others.add(names));
      }
    }
    Optional<Chain.Further> further =
        others.isEmpty()
            ? Optional.empty()
            : Optional.of(new OtherMembers(others, name, rules, reference));
    Optional<Gbnf> inner =
        new Chain(members, further, objects.min(), objects.max()).rule(name, rules);
    if (inner.isEmpty() && further.isPresent()) {
      throw new PatternException(
          "minProperties asks for more members than can be kept apart by the first characters of"
              + " their names; name more of them under properties, or lower it");
    }
    return inner.map(all -> Texts.enclosed("{", all, "}", rules));
  }

  private List<Chain.Part> members(List<String> names, Gbnf value) {
    return names.stream()
        .map(name -> new Chain.Part(Texts.member(name, value, rules), false))
        .toList();
  }

  /** The names, if they are few and several of them may be needed. */
  private static Optional<List<String>> listed(Names names, Objects objects) {
    boolean severalNeeded = objects.min() > objects.required().size() + 1;
    return severalNeeded ? names.texts().texts(MOST_LISTED) : Optional.empty();
  }

  /** The other members, by which of the patterns their names have. */
  static List<Names> others(Objects objects, Expansion expansion) {
    Set<Objects.Patterned> patterns = new LinkedHashSet<>();
    objects.layers().forEach(layer -> patterns.addAll(layer.patterned()));
    boolean open = objects.isOpen();
    if (patterns.size() > MOST_PATTERNS) {
      throw new PatternException("it has too many patternProperties; use at most 8");
    }
    if (!open && patterns.isEmpty()) {
      return List.of();
    }
    List<Split> splits = List.of(new Split(free(objects, expansion), Set.of()));
    for (Objects.Patterned pattern : patterns) {
      List<Split> finer = new ArrayList<>();
      for (Split split : splits) {
        Set<Objects.Patterned> more = new HashSet<>(split.matched);
        more.add(pattern);
        finer.add(new Split(split.names.and(pattern.names()), more));
        finer.add(new Split(split.names.and(pattern.names().not()), split.matched));
      }
      splits = finer.stream().filter(split -> !split.names.isEmpty()).toList();
    }
    return splits.stream()
        .filter(split -> (open || !split.matched.isEmpty()) && !split.names.isEmpty())
        .map(split -> new Names(split.names, Goal.all(objects.layers(), l -> l.at(split.matched))))
        .filter(names -> !expansion.of(names.goal()).isEmpty())
        .toList();
  }

  /** The names that are not declared and that {@code propertyNames} allow. */
  private static Automaton free(Objects objects, Expansion expansion) {
    Set<String> named = new LinkedHashSet<>(objects.required());
    objects.layers().forEach(layer -> named.addAll(layer.named().keySet()));
    List<Regex> names = named.stream().map(Regex::literal).toList();
    Automaton free = Nfa.automaton(new Regex.Choice(names)).not();
    return objects.names().equals(Goal.ANYTHING)
        ? free
        : free.and(allowed(expansion.of(objects.names())));
  }

  private static Automaton allowed(List<Facts> ways) {
    Automaton allowed = Nfa.automaton(Regex.Choice.NEVER);
    for (Facts way : ways) {
      if (way.only().isPresent()) {
        List<Regex> texts = new ArrayList<>();
        for (Object value : way.only().get()) {
          if (value instanceof String text) {
            texts.add(Regex.literal(text));
          }
        }
        allowed = allowed.or(Nfa.automaton(new Regex.Choice(texts)));
      } else if (way.types().contains(Type.STRING) && !way.refusals().containsKey(Type.STRING)) {
        allowed = allowed.or(StringAutomaton.of(way.strings()));
      }
    }
    return allowed;
  }
}
