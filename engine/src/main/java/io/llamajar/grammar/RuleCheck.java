package io.llamajar.grammar;

import io.llamajar.LlamajarException;
import io.llamajar.grammar.Expression.Choice;
import io.llamajar.grammar.Expression.OneOf;
import io.llamajar.grammar.Expression.Reference;
import io.llamajar.grammar.Expression.Repeat;
import io.llamajar.grammar.Expression.Sequence;
import io.llamajar.grammar.Expression.Text;
import io.llamajar.grammar.Expression.Token;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Finds out what there is to know about rules, and refuses those that no text can match or that
 * call themselves before they have read anything.
 *
 * <p>What cannot match is cut off, so that whatever is left of a text's automaton can be completed:
 * a model is never led into a dead end.
 */
final class RuleCheck {
  private final Rules rules;
  private final List<List<Integer>> callers;
  private final BitSet possible; // rules that some text matches
  private final BitSet empty; // rules that the empty text matches
  private final List<Expression> bodies; // without what cannot match

  private RuleCheck(Rules rules) {
    this.rules = rules;
    this.callers = callers(rules);
    this.possible = fixedPoint(this::isPossible);
    if (!possible.get(Rules.ROOT)) {
      throw new LlamajarException(
          "No text matches the grammar, as its rule root never comes to an end; give every rule an"
              + " alternative without itself");
    }
    this.empty = fixedPoint(this::matchesEmpty);
    this.bodies = rules.bodies().stream().map(body -> pruned(body).orElse(Text.EMPTY)).toList();
  }

  /**
   * What was found out.
   *
   * @param bodies of the rules, without the alternatives that cannot match
   * @param empty rules that match the empty text
   * @param order of the rules: one that begins with another comes before it
   * @param recursive rules that contain themselves, if at some distance
   */
  record Findings(List<Expression> bodies, BitSet empty, List<Integer> order, BitSet recursive) {}

  /**
   * Checks rules.
   *
   * @throws LlamajarException if no text can match, or a rule begins with itself
   */
  static Findings check(Rules rules) {
    RuleCheck check = new RuleCheck(rules);
    return new Findings(check.bodies, check.empty, check.beginningOrder(), check.recursive());
  }

  private static List<List<Integer>> callers(Rules rules) {
    List<List<Integer>> callers = lists(rules.size());
    for (int rule = 0; rule < rules.size(); rule++) {
      int caller = rule;
      references(rules.bodies().get(rule)).stream().forEach(r -> callers.get(r).add(caller));
    }
    return callers;
  }

  private static List<List<Integer>> lists(int size) {
    List<List<Integer>> lists = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      lists.add(new ArrayList<>());
    }
    return lists;
  }

  /** The rules for which something holds that depends on which rules it holds for. */
  private BitSet fixedPoint(RuleProperty property) {
    BitSet found = new BitSet();
    BitSet waiting = new BitSet();
    Deque<Integer> queue = new ArrayDeque<>();
    for (int rule = rules.size() - 1; rule >= 0; rule--) {
      queue.add(rule);
      waiting.set(rule);
    }
    while (!queue.isEmpty()) {
      int rule = queue.remove();
      waiting.clear(rule);
      if (!found.get(rule) && property.holds(rules.bodies().get(rule), found)) {
        found.set(rule);
        for (int caller : callers.get(rule)) {
          if (!waiting.get(caller)) {
            waiting.set(caller);
            queue.add(caller);
          }
        }
      }
    }
    return found;
  }

  /** Something that holds for an expression, given the rules that it holds for. */
  private interface RuleProperty {
    boolean holds(Expression expression, BitSet rules);
  }

  private boolean isPossible(Expression expression, BitSet found) {
    return switch (expression) {
      case Text text -> true;
      case Token token -> true;
      case OneOf(CodePoints points) -> !points.isEmpty();
      case Reference(int rule) -> found.get(rule);
      case Sequence(List<Expression> parts) -> parts.stream().allMatch(p -> isPossible(p, found));
      case Choice(List<Expression> parts) -> parts.stream().anyMatch(p -> isPossible(p, found));
      case Repeat(Expression item, int least, int most) -> least == 0 || isPossible(item, found);
    };
  }

  private boolean matchesEmpty(Expression expression, BitSet found) {
    return switch (expression) {
      case Text(String text) -> text.isEmpty();
      case Token token -> false;
      case OneOf points -> false;
      case Reference(int rule) -> found.get(rule);
      case Sequence(List<Expression> parts) -> parts.stream().allMatch(p -> matchesEmpty(p, found));
      case Choice(List<Expression> parts) -> parts.stream().anyMatch(p -> matchesEmpty(p, found));
      case Repeat(Expression item, int least, int most) -> least == 0 || matchesEmpty(item, found);
    };
  }

  /** The expression without what cannot match; nothing if that is all of it. */
  private Optional<Expression> pruned(Expression expression) {
    return switch (expression) {
      case Text text -> Optional.of(text);
      case Token token -> Optional.of(token);
      case OneOf one -> Optional.<Expression>of(one).filter(o -> !one.points().isEmpty());
      case Reference call -> Optional.<Expression>of(call).filter(c -> possible.get(call.rule()));
      case Sequence(List<Expression> parts) -> {
        List<Expression> left = parts.stream().flatMap(p -> pruned(p).stream()).toList();
        yield left.size() == parts.size() ? Optional.of(new Sequence(left)) : Optional.empty();
      }
      case Choice(List<Expression> parts) -> {
        List<Expression> left = parts.stream().flatMap(p -> pruned(p).stream()).toList();
        yield left.isEmpty() ? Optional.empty() : Optional.of(new Choice(left));
      }
      case Repeat(Expression item, int least, int most) -> {
        Optional<Expression> left = pruned(item);
        yield left.isPresent() || least > 0
            ? left.map(i -> new Repeat(i, least, most))
            : Optional.of(Text.EMPTY);
      }
    };
  }

  /** Sorts the rules so that one that begins with another comes before it. */
  private List<Integer> beginningOrder() {
    List<BitSet> beginnings = new ArrayList<>();
    for (Expression body : bodies) {
      BitSet first = new BitSet();
      beginning(body, first);
      beginnings.add(first);
    }
    List<Integer> order = peel(beginnings);
    if (order.size() < rules.size()) {
      BitSet left = new BitSet();
      left.set(0, rules.size());
      order.forEach(left::clear);
      throw new LlamajarException(
          "The rule %s of the grammar begins with itself (%s), so that it never gets to read anything; put something before it, or write a repetition"
              .formatted(cycle(beginnings, left)));
    }
    return order;
  }

  /** Collects the rules that an expression may begin with; gives whether it may be empty. */
  private boolean beginning(Expression expression, BitSet first) {
    return switch (expression) {
      case Text(String text) -> text.isEmpty();
      case Token token -> false;
      case OneOf points -> false;
      case Reference(int rule) -> {
        first.set(rule);
        yield empty.get(rule);
      }
      case Sequence(List<Expression> parts) -> {
        boolean open = true;
        for (int i = 0; i < parts.size() && open; i++) {
          open = beginning(parts.get(i), first);
        }
        yield open;
      }
      case Choice(List<Expression> parts) -> {
        boolean open = false;
        for (Expression part : parts) {
          open |= beginning(part, first);
        }
        yield open;
      }
      case Repeat(Expression item, int least, int most) ->
          most == 0 || beginning(item, first) || least == 0;
    };
  }

  /** Takes away rule after rule that no other points to; gives them in that order. */
  private static List<Integer> peel(List<BitSet> pointers) {
    int[] pointedAt = new int[pointers.size()];
    pointers.forEach(set -> set.stream().forEach(rule -> pointedAt[rule]++));
    List<Integer> order = new ArrayList<>();
    for (int rule = 0; rule < pointedAt.length; rule++) {
      if (pointedAt[rule] == 0) {
        order.add(rule);
      }
    }
    for (int i = 0; i < order.size(); i++) {
      pointers.get(order.get(i)).stream()
          .filter(rule -> --pointedAt[rule] == 0)
          .forEach(order::add);
    }
    return order;
  }

  /** The first rule of a cycle, and its names in a row. */
  private Object[] cycle(List<BitSet> beginnings, BitSet left) {
    // Each of those left is pointed at by another of them: going backwards ends in a circle.
    int[] before = new int[rules.size()];
    left.stream()
        .forEach(
            rule -> beginnings.get(rule).stream().filter(left::get).forEach(r -> before[r] = rule));
    BitSet seen = new BitSet();
    int rule = left.nextSetBit(0);
    while (!seen.get(rule)) {
      seen.set(rule);
      rule = before[rule];
    }
    StringBuilder names = new StringBuilder(name(rule));
    int shown = 0;
    for (int r = before[rule]; r != rule && shown < 8; r = before[r], shown++) {
      names.insert(0, name(r) + " > ");
    }
    names.insert(0, name(rule) + " > " + (shown == 8 ? "... > " : ""));
    return new Object[] {name(rule), names.toString()};
  }

  private String name(int rule) {
    return rules.names().get(rule);
  }

  /** The rules that contain themselves (and those between two such rules, which is as good). */
  private BitSet recursive() {
    List<BitSet> calls = bodies.stream().map(RuleCheck::references).toList();
    BitSet recursive = new BitSet();
    recursive.set(0, rules.size());
    peel(calls).forEach(recursive::clear);
    List<BitSet> called = new ArrayList<>();
    calls.forEach(set -> called.add(new BitSet()));
    for (int rule = 0; rule < calls.size(); rule++) {
      int caller = rule;
      calls.get(rule).stream().forEach(r -> called.get(r).set(caller));
    }
    peel(called).forEach(recursive::clear);
    return recursive;
  }

  private static BitSet references(Expression expression) {
    BitSet found = new BitSet();
    collect(expression, found);
    return found;
  }

  private static void collect(Expression expression, BitSet found) {
    switch (expression) {
      case Text text -> {}
      case Token token -> {}
      case OneOf points -> {}
      case Reference(int rule) -> found.set(rule);
      case Sequence(List<Expression> parts) -> parts.forEach(part -> collect(part, found));
      case Choice(List<Expression> parts) -> parts.forEach(part -> collect(part, found));
      case Repeat(Expression item, int least, int most) -> collect(item, found);
    }
  }
}
