package io.llamajar.grammar;

import java.util.List;

/** What a part of a grammar matches. */
sealed interface Expression {
  /** No upper limit of a repetition. */
  int UNBOUNDED = Integer.MAX_VALUE;

  /** These characters, one after another. */
  record Text(String text) implements Expression {
    static final Text EMPTY = new Text("");
  }

  /** One of these characters. */
  record OneOf(CodePoints points) implements Expression {}

  /** All of these, one after another. */
  record Sequence(List<Expression> parts) implements Expression {}

  /** One of these. */
  record Choice(List<Expression> alternatives) implements Expression {}

  /** An expression several times, one after another. */
  record Repeat(Expression item, int least, int most) implements Expression {}

  /** What the rule of that number matches. */
  record Reference(int rule) implements Expression {}

  /** A token, whatever its text is. */
  record Token(TokenReference token) implements Expression {}

  /** About how many nodes an automaton needs for it, without those of the rules it refers to. */
  default double size() {
    return switch (this) {
      case Text(String text) -> text.length();
      case OneOf(CodePoints points) -> 4 + points.bounds().length;
      case Sequence(List<Expression> parts) -> total(parts);
      case Choice(List<Expression> alternatives) -> 1 + total(alternatives);
      case Repeat(Expression item, int least, int most) ->
          1 + item.size() * (most == UNBOUNDED ? least + 1 : most);
      case Reference reference -> 1;
      case Token token -> 1;
    };
  }

  private static double total(List<Expression> expressions) {
    return expressions.stream().mapToDouble(Expression::size).sum();
  }
}
