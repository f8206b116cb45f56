package io.llamajar.chat.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The sets of characters that a regular expression of ECMAScript has names for. */
final class CharacterClasses {
  private static final CodePoints LINE_ENDS = CodePoints.of("\n\r\u2028\u2029");
  private static final CodePoints DIGITS = CodePoints.range('0', '9');
  private static final CodePoints WORD =
      DIGITS.or(CodePoints.range('a', 'z')).or(CodePoints.range('A', 'Z')).or(CodePoints.of('_'));
  private static final CodePoints SPACE =
      CodePoints.of("\t\n\u000B\f\r \u00A0\u1680\u2028\u2029\u202F\u205F\u3000\uFEFF")
          .or(CodePoints.range(0x2000, 0x200A));

  static final CodePoints DOT = LINE_ENDS.complement();

  private CharacterClasses() {}

  /** What a backslash and this character stand for. */
  static CodePoints escape(int c) {
    return switch (c) {
      case 'd' -> DIGITS;
      case 'D' -> DIGITS.complement();
      case 'w' -> WORD;
      case 'W' -> WORD.complement();
      case 's' -> SPACE;
      case 'S' -> SPACE.complement();
      case 't' -> CodePoints.of('\t');
      case 'n' -> CodePoints.of('\n');
      case 'r' -> CodePoints.of('\r');
      case 'v' -> CodePoints.of(0x0B);
      case 'f' -> CodePoints.of('\f');
      case '0' -> CodePoints.of(0);
      default -> {
        if (WORD.contains(c)) {
          throw new PatternException(
              "it has the escape \\" + Character.toString(c) + ", which ECMAScript does not know");
        }
        yield CodePoints.of(c);
      }
    };
  }

  /** The characters with a property of Unicode, such as {@code Lu} or {@code Script=Greek}. */
  static CodePoints property(String name) {
    Predicate<String> has;
    try {
      has = Pattern.compile("\\p{" + javaName(name) + "}").asMatchPredicate();
    } catch (PatternSyntaxException e) {
      throw new PatternException("it has \\p{" + name + "}, which is not known; use [...]");
    }
    List<CodePoints.Range> ranges = new ArrayList<>();
    for (CodePoints.Range all : CodePoints.ALL.ranges()) {
      for (int c = all.first(); c <= all.last(); c++) {
        if (!has.test(Character.toString(c))) {
          continue;
        }
        boolean goesOn = !ranges.isEmpty() && ranges.getLast().last() == c - 1;
        int first = goesOn ? ranges.removeLast().first() : c;
        ranges.add(new CodePoints.Range(first, c));
      }
    }
    return new CodePoints(List.copyOf(ranges));
  }

  private static String javaName(String name) {
    return switch (name) {
      case "Letter" -> "L";
      case "Number" -> "N";
      case "Punctuation" -> "P";
      case "Symbol" -> "S";
      case "Uppercase_Letter" -> "Lu";
      case "Lowercase_Letter" -> "Ll";
      case "Alphabetic", "Uppercase", "Lowercase", "White_Space", "Emoji" -> "Is" + name;
      default -> name.matches("[CLMNPSZ][a-z]?|(Script|sc|General_Category|gc)=\\w+") ? name : "?";
    };
  }
}
