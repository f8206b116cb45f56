package io.llamajar.chat.schema;

import io.llamajar.chat.jinja.None;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes arrays without equal items.
 *
 * <p>A grammar cannot compare items, but it can let each kind of item come once. Where the values
 * are few and known, each is a kind. Otherwise strings are told apart by their first character and
 * numbers by their first digit, in {@value #KINDS} kinds: not all arrays without equal items, but
 * only such. Up to {@value #KINDS} kinds come in any order, more in the order of the schema.
 */
final class DistinctItems {
  private static final int KINDS = 7;
  private static final int ASCII = 128;

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
    List<Facts> ways = expansion.of(arrays.at(0));
    List<Gbnf> kinds = values(ways).map(this::literals).orElseGet(() -> kinds(ways, name));
    if (kinds.size() <= KINDS) {
      return new AnyOrder(kinds, arrays, name).rule();
    }
    List<Chain.Part> parts = kinds.stream().map(kind -> new Chain.Part(kind, false)).toList();
    return new Chain(parts, Optional.empty(), arrays.min(), arrays.max()).rule(name, rules);
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
    for (int kind = 0; kind < KINDS; kind++) {
      List<Gbnf> texts = new ArrayList<>();
      for (Facts way : ways) {
        texts.addAll(ofKind(kind, way, name + "-kind-" + kind));
      }
      if (!texts.isEmpty()) {
        kinds.add(rules.add(name + "-kind-" + kind, Gbnf.choice(texts)));
      }
    }
    return kinds;
  }

  private List<Gbnf> ofKind(int kind, Facts way, String name) {
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
        Automaton some = all.and(Nfa.automaton(stringsOf(kind)));
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

  private static Regex stringsOf(int kind) {
    CodePoints first = kind == 0 ? CodePoints.BEYOND_ASCII : CodePoints.NONE;
    for (int c = kind; c < ASCII; c += KINDS) {
      first = first.or(CodePoints.of(c));
    }
    Regex texts = new Regex.Sequence(List.of(new Regex.One(first), Regex.Repeat.ANYTHING));
    return kind == 0 ? new Regex.Choice(List.of(Regex.Sequence.EMPTY, texts)) : texts;
  }

  private static Regex numbersOf(int kind) {
    CodePoints first = CodePoints.of('0' + kind);
    if (kind + KINDS < 10) {
      first = first.or(CodePoints.of('0' + kind + KINDS));
    }
    Regex minus = Regex.literal("-");
    Regex texts = new Regex.Sequence(List.of(new Regex.One(first), Regex.Repeat.ANYTHING));
    return new Regex.Choice(List.of(texts, new Regex.Sequence(List.of(minus, texts))));
  }

  private static int kindOf(Object value) {
    return switch (value) {
      case String text ->
          text.isEmpty() || text.codePointAt(0) >= ASCII ? 0 : text.codePointAt(0) % KINDS;
      case Number number -> {
        BigDecimal size = Values.decimal(number).abs();
        yield (size.toPlainString().charAt(0) - '0') % KINDS;
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
