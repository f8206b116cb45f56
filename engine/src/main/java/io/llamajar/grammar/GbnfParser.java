package io.llamajar.grammar;

import io.llamajar.LlamajarException;
import io.llamajar.grammar.Expression.Choice;
import io.llamajar.grammar.Expression.OneOf;
import io.llamajar.grammar.Expression.Reference;
import io.llamajar.grammar.Expression.Repeat;
import io.llamajar.grammar.Expression.Sequence;
import io.llamajar.grammar.Expression.Text;
import io.llamajar.grammar.Expression.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a grammar in GBNF, the dialect of llama.cpp, into one expression for each rule.
 *
 * <p>Takes what llama.cpp takes, with its limits where they keep a grammar sound, and says where it
 * stops. A rule that is written twice counts as it is written last.
 */
final class GbnfParser {
  private static final int LONGEST = 1 << 20; // characters of a grammar
  private static final int DEEPEST = 500; // groups in each other; more might exhaust the stack
  private static final int MOST_REQUIRED = 2000; // llama.cpp's
  private static final int MOST_ALLOWED = 100_000;
  private static final int LARGE = 50_000; // of a repetition, to be written out
  private static final int MOST_RULES = 10_000;

  private final GbnfCursor cursor;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<String> names = new ArrayList<>();
  private final List<Integer> mentions = new ArrayList<>(); // where each rule was first named
  private final List<Optional<Expression>> bodies = new ArrayList<>();
  private int depth;

  private GbnfParser(String grammar) {
    if (grammar.length() > LONGEST) {
      throw new LlamajarException(
          "The grammar has %d characters; Llamajar takes up to %d, so make it shorter"
              .formatted(grammar.length(), LONGEST));
    }
    this.cursor = new GbnfCursor(grammar);
  }

  /**
   * The rules of a grammar; the first one is {@code root}.
   *
   * @throws LlamajarException if it is not one
   */
  static Rules parse(String grammar) {
    return new GbnfParser(grammar).rules();
  }

  private Rules rules() {
    int root = number("root");
    cursor.skipBlanks(true);
    while (!cursor.atEnd()) {
      rule();
    }
    if (bodies.get(root).isEmpty()) {
      throw new LlamajarException(
          "The grammar has no rule root; add one, as every text begins with it");
    }
    List<Expression> found = new ArrayList<>();
    for (int rule = 0; rule < names.size(); rule++) {
      String name = names.get(rule);
      int mention = mentions.get(rule);
      found.add(
          bodies
              .get(rule)
              .orElseThrow(
                  () -> cursor.wrongAt(mention, "there is no rule %s; add it".formatted(name))));
    }
    return new Rules(names, found);
  }

  private void rule() {
    int rule = number(cursor.name());
    cursor.skipBlanks(false);
    if (!cursor.skip("::=")) {
      throw cursor.wrong("::= belongs between a rule's name and what it matches");
    }
    cursor.skipBlanks(true);
    bodies.set(rule, Optional.of(alternatives(false)));
    if (!cursor.skipLineEnd()) {
      throw cursor.wrong(
          "%s does not belong here; quote it, or begin a new line for a new rule"
              .formatted(cursor.shown()));
    }
    cursor.skipBlanks(true);
  }

  private int number(String name) {
    return numbers.computeIfAbsent(
        name,
        n -> {
          if (names.size() == MOST_RULES) {
            throw cursor.wrong("there are more than %d rules; join some".formatted(MOST_RULES));
          }
          names.add(n);
          mentions.add(cursor.at() - n.length());
          bodies.add(Optional.empty());
          return names.size() - 1;
        });
  }

  private Expression alternatives(boolean nested) {
    List<Expression> alternatives = new ArrayList<>();
    do {
      alternatives.add(sequence(nested));
    } while (skipBar());
    return alternatives.size() == 1 ? alternatives.getFirst() : new Choice(alternatives);
  }

  private boolean skipBar() {
    boolean another = cursor.skip('|');
    if (another) {
      cursor.skipBlanks(true);
    }
    return another;
  }

  private Expression sequence(boolean nested) {
    List<Expression> parts = new ArrayList<>();
    while (true) {
      int next = cursor.peek();
      if (next == '*' || next == '+' || next == '?' || next == '{') {
        repeat(parts, nested);
      } else {
        Optional<Expression> item = item();
        if (item.isEmpty()) {
          break;
        }
        parts.add(item.get());
      }
      cursor.skipBlanks(nested);
    }
    return switch (parts.size()) {
      case 0 -> Text.EMPTY;
      case 1 -> parts.getFirst();
      default -> new Sequence(parts);
    };
  }

  private Optional<Expression> item() {
    int next = cursor.peek();
    return switch (next) {
      case '"' -> Optional.of(new Text(cursor.literal()));
      case '[' -> Optional.of(new OneOf(cursor.characterClass()));
      case '.' -> {
        cursor.skip('.');
        yield Optional.of(new OneOf(CodePoints.all()));
      }
      case '(' -> Optional.of(group());
      case '<', '!' -> Optional.of(new Token(cursor.token()));
      default ->
          GbnfCursor.isWord(next)
              ? Optional.of(new Reference(number(cursor.name())))
              : Optional.empty();
    };
  }

  private Expression group() {
    if (++depth > DEEPEST) {
      throw cursor.wrong(
          "there are more than %d groups within each other here; make rules of some"
              .formatted(DEEPEST));
    }
    int start = cursor.at();
    cursor.skip('(');
    cursor.skipBlanks(true);
    Expression group = alternatives(true);
    if (!cursor.skip(')')) {
      throw cursor.atEnd()
          ? cursor.wrongAt(start, "this group has no end; close it with )")
          : cursor.wrong(
              "%s does not belong into a group; quote it, or close the group before it"
                  .formatted(cursor.shown()));
    }
    depth--;
    return group;
  }

  /** Has the last part repeated as an operator says. */
  private void repeat(List<Expression> parts, boolean nested) {
    if (parts.isEmpty() || parts.getLast().equals(Text.EMPTY)) {
      throw cursor.wrong("there is nothing to repeat; put it before " + cursor.shown());
    }
    Expression item = parts.removeLast();
    if (cursor.skip('*')) {
      parts.add(new Repeat(item, 0, Expression.UNBOUNDED));
    } else if (cursor.skip('+')) {
      parts.add(new Repeat(item, 1, Expression.UNBOUNDED));
    } else if (cursor.skip('?')) {
      parts.add(new Repeat(item, 0, 1));
    } else {
      parts.add(counted(item, nested));
    }
  }

  /** Reads {@code {m}}, {@code {m,}} or {@code {m,n}}. */
  private Expression counted(Expression item, boolean nested) {
    int start = cursor.at();
    cursor.skip('{');
    cursor.skipBlanks(nested);
    int least = cursor.number();
    int most = least;
    cursor.skipBlanks(nested);
    if (cursor.skip(',')) {
      cursor.skipBlanks(nested);
      most = cursor.peek() == '}' ? Expression.UNBOUNDED : cursor.number();
      cursor.skipBlanks(nested);
    }
    if (!cursor.skip('}')) {
      throw cursor.wrong("a repetition is written {m}, {m,} or {m,n}; close it with }");
    }
    if (most < least) {
      throw cursor.wrongAt(
          start,
          "at least %d and at most %d times is never; put the smaller number first"
              .formatted(least, most));
    }
    if (least > MOST_REQUIRED || (most > MOST_ALLOWED && most != Expression.UNBOUNDED)) {
      throw cursor.wrongAt(
          start,
          "that is repeated too often; ask for at least %d times or fewer, and allow %d or fewer"
                  .formatted(MOST_REQUIRED, MOST_ALLOWED)
              + " or any number");
    }
    return new Repeat(outlined(item, most == Expression.UNBOUNDED ? least : most), least, most);
  }

  /** What is to be repeated: made a rule of its own if there would be too much of it. */
  private Expression outlined(Expression item, int times) {
    if (item.size() * times <= LARGE) {
      return item;
    }
    names.add("of a repetition");
    mentions.add(cursor.at());
    bodies.add(Optional.of(item));
    return new Reference(names.size() - 1);
  }
}
