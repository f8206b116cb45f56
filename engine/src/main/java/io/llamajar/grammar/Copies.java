package io.llamajar.grammar;

import io.llamajar.grammar.Expression.Choice;
import io.llamajar.grammar.Expression.OneOf;
import io.llamajar.grammar.Expression.Reference;
import io.llamajar.grammar.Expression.Repeat;
import io.llamajar.grammar.Expression.Sequence;
import io.llamajar.grammar.Expression.Text;
import io.llamajar.grammar.Expression.Token;
import java.util.BitSet;
import java.util.List;

/** Decides which rules are copied to where they are used: small ones that read little. */
final class Copies {
  private static final int SMALL = 64; // nodes, about

  private final List<Expression> bodies;
  private final BitSet recursive;
  private final BitSet decided = new BitSet();
  private final BitSet copied = new BitSet();
  private double left;

  Copies(List<Expression> bodies, BitSet recursive) {
    this.bodies = bodies;
    this.recursive = recursive;
  }

  boolean copies(int rule) {
    if (!decided.get(rule)) {
      decided.set(rule);
      left = SMALL;
      take(bodies.get(rule), false);
      copied.set(rule, left >= 0 && !recursive.get(rule));
    }
    return copied.get(rule);
  }

  /** Takes what an expression needs from what is left; it stops once that is used up. */
  private void take(Expression expression, boolean loops) {
    left--;
    if (left < 0) {
      return;
    }
    switch (expression) {
      case Text text -> left -= text.size();
      case Token token -> {}
      case OneOf(CodePoints points) -> left -= loops && points.isWide() ? SMALL : 2;
      case Sequence(List<Expression> parts) -> parts.forEach(part -> take(part, loops));
      case Choice(List<Expression> parts) -> parts.forEach(part -> take(part, loops));
      case Repeat(Expression item, int least, int most) -> {
        left -= item.size() * (Math.max(least, most == Expression.UNBOUNDED ? 0 : most) - 1);
        take(item, loops || most == Expression.UNBOUNDED);
      }
      case Reference(int rule) -> {
        if (!recursive.get(rule)) {
          take(bodies.get(rule), loops);
        }
      }
    }
  }
}
