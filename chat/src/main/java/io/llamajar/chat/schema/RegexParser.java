package io.llamajar.chat.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Reads a regular expression as ECMAScript writes it, with the {@code u} flag.
 *
 * <p>What looks around or back is no regular language in the sense of automata, and is refused by
 * its name. Source: ECMA-262, section 22.2.1.
 */
final class RegexParser {
  private static final int DEEPEST = 60;
  private static final int LARGEST_COUNT = 100_000;

  private final String pattern;
  private int at;
  private int depth;

  private RegexParser(String pattern) {
    this.pattern = pattern;
  }

  /** The pattern's parts, its anchors among them. */
  static Regex parse(String pattern) {
    RegexParser parser = new RegexParser(pattern);
    Regex regex = parser.choice();
    if (parser.at < pattern.length()) {
      throw new PatternException("it has a ) without its (; escape it as \\)");
    }
    return regex;
  }

  private Regex choice() {
    if (++depth > DEEPEST) {
      throw new PatternException("its groups are nested too deep; simplify it");
    }
    List<Regex> options = new ArrayList<>();
    do {
      options.add(sequence());
    } while (take("|"));
    depth--;
    return options.size() == 1 ? options.getFirst() : new Regex.Choice(List.copyOf(options));
  }

  private Regex sequence() {
    List<Regex> items = new ArrayList<>();
    while (at < pattern.length() && !sees("|") && !sees(")")) {
      items.add(repeated(atom()));
    }
    return items.size() == 1 ? items.getFirst() : new Regex.Sequence(List.copyOf(items));
  }

  private Regex atom() {
    int c = next();
    return switch (c) {
      case '^' -> Regex.Anchor.START;
      case '$' -> Regex.Anchor.END;
      case '.' -> new Regex.One(CharacterClasses.DOT);
      case '(' -> group();
      case '[' -> new Regex.One(set());
      case '\\' -> new Regex.One(escape(false));
      case '*', '+', '?' ->
          throw new PatternException(
              "it has a " + (char) c + " with nothing to repeat; escape it as \\" + (char) c);
      default -> new Regex.One(CodePoints.of(c));
    };
  }

  private Regex group() {
    if (sees("?=") || sees("?!")) {
      throw new PatternException(
          "it has a lookahead, ("
              + pattern.substring(at, at + 2)
              + "; "
              + "write what it means without");
    }
    if (sees("?<=") || sees("?<!")) {
      throw new PatternException(
          "it has a lookbehind, ("
              + pattern.substring(at, at + 3)
              + "; "
              + "write what it means without");
    }
    if (take("?<")) {
      int end = pattern.indexOf('>', at);
      at = end < 0 ? pattern.length() : end + 1;
    } else if (!take("?:") && sees("?")) {
      throw new PatternException("it has a group that starts with (?; use (...) or (?:...)");
    }
    Regex body = choice();
    if (!take(")")) {
      throw new PatternException("it has a ( without its ); close it");
    }
    return body;
  }

  private Regex repeated(Regex item) {
    int min;
    OptionalInt max = OptionalInt.empty();
    if (take("*")) {
      min = 0;
    } else if (take("+")) {
      min = 1;
    } else if (take("?")) {
      min = 0;
      max = OptionalInt.of(1);
    } else if (take("{")) {
      min = number();
      max = OptionalInt.of(min);
      if (take(",")) {
        max = sees("}") ? OptionalInt.empty() : OptionalInt.of(number());
      }
      if (!take("}")) {
        throw new PatternException("it has a { without its }; escape it as \\{");
      }
    } else {
      return item;
    }
    take("?"); // a lazy one has the same texts
    if (max.isPresent() && max.getAsInt() < min) {
      throw new PatternException("it has {m,n} with m larger than n; swap them");
    }
    if (item.isAnchored()) {
      throw new PatternException("it repeats ^ or $; write it once");
    }
    return new Regex.Repeat(item, min, max);
  }

  private int number() {
    int from = at;
    while (at < pattern.length() && Character.digit(pattern.charAt(at), 10) >= 0) {
      at++;
    }
    if (from == at || at - from > 6) {
      throw new PatternException("it has a { without numbers up to 100000; escape it as \\{");
    }
    return Math.min(Integer.parseInt(pattern.substring(from, at)), LARGEST_COUNT);
  }

  private CodePoints set() {
    boolean negated = take("^");
    CodePoints set = CodePoints.NONE;
    while (!take("]")) {
      CodePoints first = setMember();
      if (sees("-") && !sees("-]")) {
        at++;
        CodePoints last = setMember();
        if (!first.isSingle() || !last.isSingle() || first.first() > last.first()) {
          throw new PatternException("it has a range in [...] that is none; escape its - as \\-");
        }
        first = CodePoints.range(first.first(), last.first()).and(CodePoints.ALL);
      }
      set = set.or(first);
    }
    return negated ? set.complement() : set;
  }

  private CodePoints setMember() {
    int c = next();
    return c == '\\' ? escape(true) : CodePoints.of(c);
  }

  private CodePoints escape(boolean inSet) {
    int c = next();
    if ((c >= '1' && c <= '9') || c == 'k') {
      throw new PatternException(
          "it has a backreference, \\" + (char) c + "; write out what it repeats");
    }
    if (c == 'b' && inSet) {
      return CodePoints.of('\b');
    }
    return switch (c) {
      case 'b', 'B' ->
          throw new PatternException(
              "it has a word boundary, \\" + (char) c + "; write out what stands there");
      case 'x' -> CodePoints.of(hex(2));
      case 'u' -> CodePoints.of(unicode());
      case 'c' -> CodePoints.of(next() % 32);
      case 'p', 'P' -> property(c == 'P');
      default -> CharacterClasses.escape(c);
    };
  }

  private int unicode() {
    if (take("{")) {
      int end = pattern.indexOf('}', at);
      int value = hex(end - at);
      take("}");
      return value;
    }
    int first = hex(4);
    if (Character.isHighSurrogate((char) first) && take("\\u")) {
      return Character.toCodePoint((char) first, (char) hex(4));
    }
    return first;
  }

  private int hex(int digits) {
    int value = -1;
    if (digits > 0 && digits <= 6 && at + digits <= pattern.length()) {
      try {
        value = Integer.parseUnsignedInt(pattern.substring(at, at + digits), 16);
      } catch (NumberFormatException e) {
        value = -1;
      }
    }
    if (value < 0 || value > Character.MAX_CODE_POINT) {
      throw new PatternException("it has \\x or \\u without hexadecimal digits; correct it");
    }
    at += digits;
    return value;
  }

  private CodePoints property(boolean negated) {
    int end = pattern.indexOf('}', at);
    if (!take("{") || end < 0) {
      throw new PatternException("it has \\p without {...}; name a property");
    }
    CodePoints set = CharacterClasses.property(pattern.substring(at, end));
    at = end + 1;
    return negated ? set.complement() : set;
  }

  private int next() {
    if (at >= pattern.length()) {
      throw new PatternException("it ends too early; close its brackets and escapes");
    }
    int c = pattern.codePointAt(at);
    at += Character.charCount(c);
    return c;
  }

  private boolean sees(String text) {
    return pattern.startsWith(text, at);
  }

  private boolean take(String text) {
    boolean there = sees(text);
    at += there ? text.length() : 0;
    return there;
  }
}
