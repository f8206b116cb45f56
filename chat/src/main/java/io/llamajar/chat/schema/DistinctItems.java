package io.llamajar.chat.schema;

import io.llamajar.LlamajarException;
import io.llamajar.chat.jinja.None;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes arrays without equal items.
 *
 * <p>A grammar cannot compare items, but it can let each kind of item come once. Where the values
 * are few and known, each is a kind. Otherwise strings are told apart by the first character that
 * is not the same in all of them and numbers by their first digit, in {@value Kinds#COUNT} kinds:
 * not all arrays without equal items, but only such. So many kinds come in any order. Of more
 * values, any come in the order of the schema, or {@value Kinds#COUNT} in any order if their places
 * in it differ in the remainder of a division by {@value Kinds#COUNT}.
 */
final class DistinctItems {
  private static final int MOST_LISTED = 200; // whole numbers

  private final Expansion expansion;
  private final Rules rules;

  DistinctItems(Expansion expansion, Rules rules) {
    this.expansion = expansion;
    this.rules = rules;
  }

  Optional<Gbnf> rule(Arrays arrays, String name) {
    if (arrays.prefix() > 0 || !arrays.contains().isEmpty()) {
      throw new PatternException("uniqueItems works with one items schema only; leave it out");
    }
    List<Facts> ways = expansion.of(arrays.at(0)).stream().filter(DistinctItems::isUsable).toList();
    Optional<List<Object>> values = values(ways);
    if (values.isPresent()) {
      return listed(literals(values.get()), arrays, name);
    }
    List<Gbnf> kinds = kinds(ways, name);
    if (kinds.size() < Math.max(arrays.min(), 2)) {
      throw new PatternException(
          "uniqueItems can keep no more than %d such items apart, by how they begin; list the"
                  .formatted(kinds.size())
              + " values in an enum, or leave it out");
    }
    return new AnyOrder(kinds, arrays, name).rule();
  }

  /** Whether all that is said of the items can be enforced. */
  private static boolean isUsable(Facts way) {
    way.types().stream()
        .flatMap(type -> Optional.ofNullable(way.refusals().get(type)).stream())
        .filter(refusal -> !refusal.optional())
        .forEach(refusal -> {
          throw new LlamajarException(refusal.message());
        });
    return way.types().stream().noneMatch(way.refusals()::containsKey);
  }

  private Optional<Gbnf> listed(List<Gbnf> values, Arrays arrays, String name) {
    List<List<Gbnf>> groups = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      if (i < Kinds.COUNT) {
        groups.add(new ArrayList<>());
      }
      groups.get(i % Kinds.COUNT).add(values.get(i));
    }
    List<Gbnf> kinds = groups.stream().map(Gbnf::choice).toList();
    Optional<Gbnf> inAnyOrder = new AnyOrder(kinds, arrays, name).rule();
    if (values.size() <= Kinds.COUNT) {
      return inAnyOrder;
    }
    List<Chain.Part> parts = values.stream().map(value -> new Chain.Part(value, false)).toList();
    Optional<Gbnf> inOrder =
        new Chain(parts, Optional.empty(), arrays.min(), arrays.max()).rule(name, rules);
    return inOrder.map(
        some -> inAnyOrder.map(others -> Gbnf.choice(List.of(some, others))).orElse(some));
  }

  private List<Gbnf> literals(List<Object> values) {
    return values.stream().map(value -> Texts.value(value, rules)).toList();
  }

  /** All values, if they are listed. */
  private static Optional<List<Object>> values(List<Facts> ways) {
    List<Object> values = new ArrayList<>();
    for (Facts way : ways) {
      List<Object> listed = new ArrayList<>();
      if (way.only().isPresent()) {
        listed.addAll(way.only().get());
      } else if (way.types().equals(Set.of(Type.NUMBER))) {
        Optional<List<BigDecimal>> numbers = way.numbers().listed(MOST_LISTED);
        if (numbers.isEmpty()) {
          return Optional.empty();
        }
        listed.addAll(numbers.get());
      } else {
        for (Type type : way.types()) {
          Optional<Object> single = single(type);
          if (single.isEmpty()) {
            return Optional.empty();
          }
          listed.add(single.get());
        }
      }
      listed.stream().filter(value -> !Values.contains(values, value)).forEach(values::add);
    }
    return Optional.of(values);
  }

  private static Optional<Object> single(Type type) {
    return switch (type) {
      case TRUE -> Optional.of(true);
      case FALSE -> Optional.of(false);
      case NULL -> Optional.of(None.NONE);
      default -> Optional.empty();
    };
  }

  private List<Gbnf> kinds(List<Facts> ways, String name) {
    List<Gbnf> kinds = new ArrayList<>();
    for (int kind = 0; kind < Kinds.COUNT; kind++) {
      List<Gbnf> texts = new ArrayList<>();
      for (Facts way : ways) {
        texts.addAll(ofKind(kind, way, ways.size() == 1, name + "-kind-" + kind));
      }
      if (!texts.isEmpty()) {
        kinds.add(rules.add(name + "-kind-" + kind, Gbnf.choice(texts)));
      }
    }
    return kinds;
  }

  private List<Gbnf> ofKind(int kind, Facts way, boolean alone, String name) {
    List<Gbnf> texts = new ArrayList<>();
    if (way.only().isPresent()) {
      List<Object> values = way.only().get().stream().filter(v -> kindOf(v) == kind).toList();
      return literals(values);
    }
    for (Type type : way.types()) {
      Optional<Object> single = single(type);
      if (single.isPresent() && kind == 0) {
        texts.add(Texts.value(single.get(), rules));
      } else if (type == Type.STRING) {
        Automaton all = StringAutomaton.of(way.strings());
        // Of several ways, all must take the same text to be of the same kind.
        Kinds kinds = alone ? Kinds.of(all) : Kinds.BY_FIRST_CHARACTER;
        Automaton some = kinds.texts(kind, all);
        if (!some.isEmpty()) {
          Gbnf quote = Gbnf.literal("\"");
          texts.add(Gbnf.sequence(quote, new StringRules(rules).of(some, name), quote));
        }
      } else if (type == Type.NUMBER) {
        Automaton some = NumberAutomaton.of(way.numbers()).and(Nfa.automaton(numbersOf(kind)));
        if (!some.isEmpty()) {
          texts.add(NumberRules.of(some, name, rules));
        }
      } else if (single.isEmpty()) {
        throw new PatternException(
            "uniqueItems works with strings, numbers and listed values only; leave it out");
      }
    }
    return texts;
  }

  private static Regex numbersOf(int kind) {
    CodePoints first = CodePoints.of('0' + kind);
    if (kind + Kinds.COUNT < 10) {
      first = first.or(CodePoints.of('0' + kind + Kinds.COUNT));
    }
    Regex minus = Regex.literal("-");
    Regex texts = new Regex.Sequence(List.of(new Regex.One(first), Regex.Repeat.ANYTHING));
    return new Regex.Choice(List.of(texts, new Regex.Sequence(List.of(minus, texts))));
  }

  private static int kindOf(Object value) {
    return switch (value) {
      case String text -> Kinds.ofFirstCharacter(text);
      case Number number -> {
        BigDecimal size = Values.decimal(number).abs();
        yield (size.toPlainString().charAt(0) - '0') % Kinds.COUNT;
      }
      case Boolean flag -> 0;
      case None none -> 0;
      default ->
          throw new PatternException(
              "uniqueItems works with strings, numbers and listed values only; leave it out");
    };
  }

  /** A rule for every set of kinds that have come. */
  private final class AnyOrder {
    private final List<Gbnf> kinds;
    private final Arrays arrays;
    private final List<Gbnf.Ref> names = new ArrayList<>();

    AnyOrder(List<Gbnf> kinds, Arrays arrays, String name) {
      this.kinds = kinds;
      this.arrays = arrays;
      for (int used = 0; used < 1 << kinds.size(); used++) {
        names.add(rules.name(name + "-used-" + used));
      }
    }

    Optional<Gbnf> rule() {
      if (arrays.min() > kinds.size()) {
        return Optional.empty();
      }
      for (int used = 1; used < names.size(); used++) {
        if (Integer.bitCount(used) <= arrays.max()) {
          rules.put(names.get(used), more(used));
        }
      }
      return Optional.of(more(0));
    }

    private Gbnf more(int used) {
      int count = Integer.bitCount(used);
      List<Gbnf> ways = new ArrayList<>();
      for (int kind = 0; kind < kinds.size() && count < arrays.max(); kind++) {
        if ((used & 1 << kind) == 0) {
          Gbnf item = kinds.get(kind);
          Gbnf next = used == 0 ? item : Texts.next(item, rules);
          ways.add(Gbnf.sequence(next, names.get(used | 1 << kind)));
        }
      }
      Gbnf some = ways.isEmpty() ? Gbnf.Sequence.EMPTY : Gbnf.choice(ways);
      return count >= arrays.min() ? Gbnf.optional(some) : some;
    }
  }
}
