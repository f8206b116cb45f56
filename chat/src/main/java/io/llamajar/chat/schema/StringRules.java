package io.llamajar.chat.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Takes what is said about a string, gives the rule for it.
 *
 * <p>Lengths alone, or one pattern alone, are written as they are; everything else goes through an
 * automaton, for grammars cannot be intersected.
 */
final class StringRules {
  private static final Gbnf QUOTE = Gbnf.literal("\"");

  private final Rules rules;

  StringRules(Rules rules) {
    this.rules = rules;
  }

  Gbnf of(Strings strings, String name) {
    if (strings.equals(Strings.ANY)) {
      return rules.use(Primitive.STRING);
    }
    return Gbnf.sequence(QUOTE, content(strings, name), QUOTE);
  }

  private Gbnf content(Strings strings, String name) {
    if (strings.languages().isEmpty()) {
      OptionalInt most =
          strings.max() == Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(strings.max());
      return Repetition.of(rules.use(Primitive.CHAR), strings.min(), most);
    }
    Optional<Regex> single =
        Optional.of(strings.languages())
            .filter(all -> all.size() == 1 && !all.getFirst().negated())
            .map(all -> all.getFirst().regex());
    Optional<Regex> fitting = single.flatMap(r -> Fitting.to(r, strings.min(), strings.max()));
    if (fitting.isPresent()) {
      return of(fitting.get());
    }
    try {
      return of(StringAutomaton.of(strings), name);
    } catch (PatternException tooLarge) {
      return single
          .flatMap(regex -> Fitting.shortened(regex, strings.min(), strings.max()))
          .map(this::of)
          .orElseThrow(() -> tooLarge);
    }
  }

  /** The texts of an automaton, between quotes elsewhere. */
  Gbnf of(Automaton automaton, String name) {
    return new AutomatonRules(
            automaton, rules, set -> Texts.character(set, rules), OptionalInt.empty())
        .rule(name);
  }

  private Gbnf of(Regex regex) {
    return switch (regex) {
      case Regex.One one -> Texts.character(one.set(), rules);
      case Regex.Sequence sequence -> {
        List<Gbnf> items = new ArrayList<>();
        sequence.items().forEach(item -> items.add(of(item)));
        yield Gbnf.sequence(items);
      }
      case Regex.Choice choice -> Gbnf.choice(choice.options().stream().map(this::of).toList());
      case Regex.Repeat repeat -> Repetition.of(of(repeat.item()), repeat.min(), repeat.max());
      case Regex.Anchor anchor -> throw new IllegalArgumentException("Resolve anchors first");
    };
  }
}
