package io.llamajar.chat.jinja;

import java.util.List;
import java.util.Optional;

/** The tree of an expression: something with a value. */
sealed interface Expression {

  record Literal(Object value) implements Expression {}

  record Name(String name) implements Expression {}

  record TupleOf(List<Expression> items) implements Expression {}

  record ListOf(List<Expression> items) implements Expression {}

  record DictOf(List<Pair> pairs) implements Expression {}

  record Pair(Expression key, Expression value) {}

  record Unary(String symbol, Expression operand) implements Expression {}

  record Binary(String symbol, Expression left, Expression right) implements Expression {}

  record Not(Expression operand) implements Expression {}

  record And(Expression left, Expression right) implements Expression {}

  record Or(Expression left, Expression right) implements Expression {}

  /** {@code a < b <= c}: each step is compared with the value before it. */
  record Comparison(Expression first, List<Step> steps) implements Expression {}

  record Step(String operator, Expression operand) {}

  /** {@code a ~ b ~ c}. */
  record Concatenation(List<Expression> parts) implements Expression {}

  /** {@code value if condition else otherwise}. */
  record Conditional(
      Expression condition, Expression value, Optional<Expression> otherwise, int line)
      implements Expression {}

  /** {@code target.name}. */
  record Attribute(Expression target, String name) implements Expression {}

  /** {@code target[key]}. */
  record Item(Expression target, Expression key) implements Expression {}

  /** {@code target[start:stop:step]}. */
  record Slice(
      Expression target,
      Optional<Expression> start,
      Optional<Expression> stop,
      Optional<Expression> step)
      implements Expression {}

  record Call(Expression callee, Passed passed, int line) implements Expression {}

  record Filtered(Expression target, FilterUse filter) implements Expression {}

  /** A filter with its arguments, without what it is applied to. */
  record FilterUse(String name, Passed passed, int line) {}

  /** {@code target is name(arguments)}. */
  record Tested(Expression target, String name, Passed passed, int line) implements Expression {}

  /** The arguments of a call as written. */
  record Passed(
      List<Expression> positional,
      List<Keyword> keywords,
      Optional<Expression> star,
      Optional<Expression> doubleStar) {
    static final Passed NOTHING =
        new Passed(List.of(), List.of(), Optional.empty(), Optional.empty());

    static Passed one(Expression argument) {
      return new Passed(List.of(argument), List.of(), Optional.empty(), Optional.empty());
    }
  }

  record Keyword(String name, Expression value) {}
}
