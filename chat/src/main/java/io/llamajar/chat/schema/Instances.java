package io.llamajar.chat.schema;

import io.llamajar.LlamajarException;
import io.llamajar.chat.schema.Facts.Refusal;
import java.math.BigDecimal;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether a given value fulfils a goal: asked of the values that an enum lists. */
final class Instances {
  private final Expansion expansion;
  private final IdentityHashMap<Regex, Automaton> automata = new IdentityHashMap<>();

  Instances(Expansion expansion) {
    this.expansion = expansion;
  }

  /** The facts with only those of the listed values that they allow; empty if there are none. */
  Optional<Facts> withAllowed(Facts facts) {
    if (facts.only().isEmpty()) {
      return Optional.of(facts);
    }
    List<Object> listed = facts.only().get();
    List<Object> allowed = listed.stream().filter(value -> fits(facts, value)).toList();
    if (allowed.size() == listed.size()) {
      return Optional.of(facts);
    }
    return allowed.isEmpty() ? Optional.empty() : Optional.of(facts.withOnly(allowed));
  }

  boolean allows(Goal goal, Object value) {
    return expansion.combined(goal).stream().anyMatch(facts -> allows(facts, value));
  }

  private boolean allows(Facts facts, Object value) {
    return facts.only().map(values -> Values.contains(values, value)).orElse(true)
        && fits(facts, value);
  }

  /** Whether a value fulfils all but, perhaps, that it has to be one of a list. */
  private boolean fits(Facts facts, Object value) {
    Type type = Type.of(value);
    if (!facts.types().contains(type)) {
      return false;
    }
    Refusal refusal = facts.refusals().get(type);
    if (refusal != null) {
      if (!refusal.optional()) {
        throw new LlamajarException(refusal.message());
      }
      return false;
    }
    return switch (value) {
      case Number number -> {
        BigDecimal decimal = Values.decimal(number);
        yield facts.numbers().allows(decimal);
      }
      case String text -> allows(facts.strings(), text);
      case List<?> list -> allows(facts.arrays(), list);
      case Map<?, ?> map -> allows(facts.objects(), map);
      default -> true;
    };
  }

  private boolean allows(Strings strings, String text) {
    int length = text.codePointCount(0, text.length());
    return strings.min() <= length
        && length <= strings.max()
        && strings.languages().stream()
            .allMatch(l -> l.negated() != automaton(l.regex()).accepts(text));
  }

  private Automaton automaton(Regex regex) {
    return automata.computeIfAbsent(regex, Nfa::automaton);
  }

  private boolean allows(Arrays arrays, List<?> list) {
    for (int i = 0; i < list.size(); i++) {
      if (!allows(arrays.at(i), list.get(i))) {
        return false;
      }
    }
    return arrays.min() <= list.size()
        && list.size() <= arrays.max()
        && arrays.contains().stream().allMatch(contains -> allows(contains, list))
        && !(arrays.unique() && hasDuplicates(list));
  }

  private boolean allows(Arrays.Contains contains, List<?> list) {
    long count = list.stream().filter(item -> allows(contains.goal(), item)).count();
    return contains.min() <= count && count <= contains.max();
  }

  private static boolean hasDuplicates(List<?> list) {
    for (int i = 0; i < list.size(); i++) {
      if (Values.contains(List.copyOf(list.subList(0, i)), list.get(i))) {
        return true;
      }
    }
    return false;
  }

  private boolean allows(Objects objects, Map<?, ?> map) {
    return objects.min() <= map.size()
        && map.size() <= objects.max()
        && map.keySet().containsAll(objects.required())
        && map.entrySet().stream()
            .allMatch(member ->
                allows(objects.names(), member.getKey())
                    && allows(objects.at(member.getKey().toString()), member.getValue()));
  }
}
