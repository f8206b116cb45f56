package io.llamajar.chat.jinja;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Cuts the source of a template into tokens; white space around tags is settled here.
 *
 * <p>With {@code trim_blocks} and {@code lstrip_blocks}, as chat templates are always read: the
 * line break after a statement or comment goes, and so do blanks before it on its line.
 */
final class Lexer {
  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int position;
  private int line = 1;
  private int countedTo; // line breaks before this position are in `line`
  private boolean lineStarting = true;

  private Lexer(String source) {
    this.source = source;
  }

  static List<Token> tokenize(String source) {
    Lexer lexer = new Lexer(normalize(source));
    lexer.run();
    return lexer.tokens;
  }

  /** All line breaks become {@code \n}; one at the very end goes. */
  private static String normalize(String source) {
    String text = source.replace("\r\n", "\n").replace('\r', '\n');
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  private void run() {
    while (position < source.length()) {
      int tag = findTag();
      String data = source.substring(position, tag);
      if (tag == source.length()) {
        addData(data);
        position = tag;
        break;
      }
      char kind = source.charAt(tag + 1);
      Optional<Integer> raw = kind == '%' ? endOfRawBegin(tag) : Optional.empty();
      addData(strip(data, sign(tag + 2), kind != '{'));
      position = tag + 2 + (sign(tag + 2) == ' ' ? 0 : 1);
      if (raw.isPresent()) {
        position = raw.get();
        lineStarting = source.charAt(position - 1) == '\n';
        raw();
      } else if (kind == '#') {
        comment();
      } else {
        code(kind == '{');
      }
    }
    add(Token.Type.END, "");
  }

  private int findTag() {
    for (int i = source.indexOf('{', position); i >= 0; i = source.indexOf('{', i + 1)) {
      if (startsWith("{{", i) || startsWith("{%", i) || startsWith("{#", i)) {
        return i;
      }
    }
    return source.length();
  }

  /** The {@code -} or {@code +} that settles white space, or a blank. */
  private char sign(int index) {
    boolean sign = startsWith("-", index) || startsWith("+", index);
    return sign ? source.charAt(index) : ' ';
  }

  private String strip(String data, char sign, boolean strippable) {
    if (sign == '-') {
      int end = data.length();
      while (end > 0 && Characters.isSpace(data.charAt(end - 1))) {
        end--;
      }
      return data.substring(0, end);
    }
    int lineStart = data.lastIndexOf('\n') + 1;
    boolean blank = data.chars().skip(lineStart).allMatch(Characters::isSpace);
    return sign == ' ' && strippable && blank && (lineStart > 0 || lineStarting)
        ? data.substring(0, lineStart)
        : data;
  }

  private void addData(String data) {
    if (!data.isEmpty()) {
      add(Token.Type.DATA, data);
    }
  }

  private void add(Token.Type type, String text) {
    add(type, text, text);
  }

  private void add(Token.Type type, String text, Object value) {
    tokens.add(new Token(type, text, value, currentLine()));
  }

  /** The line of the token that starts at the position. */
  private int currentLine() {
    for (; countedTo < Math.min(position, source.length()); countedTo++) {
      if (source.charAt(countedTo) == '\n') {
        line++;
      }
    }
    return line;
  }

  private void comment() {
    int end = source.indexOf("#}", position);
    if (end < 0) {
      throw error("Missing end of comment tag");
    }
    // The sign must belong to the end: in {#-#} the dash was taken by the beginning.
    char sign = end > position ? sign(end - 1) : ' ';
    endTag(end + 2, sign);
  }

  /** Goes behind the end of a statement or comment, and the white space it takes with it. */
  private void endTag(int end, char sign) {
    position = end;
    if (sign == '-') {
      skipSpaces();
    } else if (sign == ' ' && startsWith("\n", position)) {
      position++;
    }
    lineStarting = source.charAt(position - 1) == '\n';
  }

  private void skipSpaces() {
    position = endOfSpaces(position);
  }

  private int endOfSpaces(int index) {
    int end = index;
    while (end < source.length() && Characters.isSpace(source.charAt(end))) {
      end++;
    }
    return end;
  }

  /** Where a raw block's text begins, if this tag begins one. */
  private Optional<Integer> endOfRawBegin(int tag) {
    int word = endOfSpaces(tag + 2 + (sign(tag + 2) == ' ' ? 0 : 1));
    if (!startsWith("raw", word)) {
      return Optional.empty();
    }
    int end = endOfSpaces(word + 3);
    if (startsWith("-%}", end)) {
      return Optional.of(endOfSpaces(end + 3));
    }
    return startsWith("%}", end) ? Optional.of(end + 2) : Optional.empty();
  }

  private void raw() {
    for (int tag = source.indexOf("{%", position); tag >= 0; tag = source.indexOf("{%", tag + 1)) {
      char sign = sign(tag + 2);
      int word = endOfSpaces(tag + (sign == ' ' ? 2 : 3));
      if (!startsWith("endraw", word)) {
        continue;
      }
      int end = endOfSpaces(word + 6);
      char endSign = sign(end);
      int close = endSign == ' ' ? end : end + 1;
      if (startsWith("%}", close)) {
        addData(strip(source.substring(position, tag), sign, true));
        endTag(close + 2, endSign);
        return;
      }
    }
    throw error("Missing end of raw directive");
  }

  /** The inside of a statement or a print statement, to its end. */
  private void code(boolean print) {
    add(print ? Token.Type.PRINT_BEGIN : Token.Type.BLOCK_BEGIN, "");
    Deque<Character> brackets = new ArrayDeque<>();
    while (true) {
      skipSpaces();
      if (position >= source.length()) {
        return; // the parser will miss the end
      }
      if (brackets.isEmpty() && atEnd(print)) {
        return;
      }
      token(brackets);
    }
  }

  private boolean atEnd(boolean print) {
    char sign = sign(position);
    int close = sign == ' ' ? position : position + 1;
    if (print && sign != '+' && startsWith("}}", close)) {
      add(Token.Type.PRINT_END, "");
      position = close + 2;
      if (sign == '-') {
        skipSpaces();
      }
      lineStarting = source.charAt(position - 1) == '\n';
      return true;
    }
    if (!print && startsWith("%}", close)) {
      add(Token.Type.BLOCK_END, "");
      endTag(close + 2, sign);
      return true;
    }
    return false;
  }

  private void token(Deque<Character> brackets) {
    char c = source.charAt(position);
    if (c >= '0' && c <= '9') {
      number();
    } else if (c == '"' || c == '\'') {
      string(c);
    } else if (Characters.isWord(source.codePointAt(position))) {
      name();
    } else {
      operator(brackets);
    }
  }

  private void number() {
    NumberLiteral literal = NumberLiteral.at(source, position);
    add(
        literal.isReal() ? Token.Type.FLOAT : Token.Type.INTEGER,
        source.substring(position, literal.end()),
        literal.value());
    position = literal.end();
  }

  private void string(char quote) {
    int end = position + 1;
    while (end < source.length() && source.charAt(end) != quote) {
      end += source.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= source.length()) {
      throw unexpected();
    }
    String text = source.substring(position + 1, end);
    add(Token.Type.STRING, text, StringLiteral.unescape(text, currentLine()));
    position = end + 1;
  }

  private void name() {
    int end = position;
    while (end < source.length() && Characters.isWord(source.codePointAt(end))) {
      end += Character.charCount(source.codePointAt(end));
    }
    String name = source.substring(position, end);
    if (!Characters.isIdentifier(name)) {
      throw error("Invalid character in identifier");
    }
    add(Token.Type.NAME, name);
    position = end;
  }

  private void operator(Deque<Character> brackets) {
    String pair = source.substring(position, Math.min(position + 2, source.length()));
    boolean isPair = List.of("//", "**", "==", "!=", ">=", "<=").contains(pair);
    String symbol = isPair ? pair : pair.substring(0, 1);
    if (!isPair && "+-/*%~[](){}><=.:|,;".indexOf(symbol) < 0) {
      throw unexpected();
    }
    switch (symbol) {
      case "(" -> brackets.push(')');
      case "[" -> brackets.push(']');
      case "{" -> brackets.push('}');
      case ")", "]", "}" -> close(symbol.charAt(0), brackets);
      default -> {}
    }
    add(Token.Type.OPERATOR, symbol);
    position += symbol.length();
  }

  private void close(char bracket, Deque<Character> brackets) {
    if (brackets.isEmpty()) {
      throw error("unexpected '" + bracket + "'");
    }
    char expected = brackets.pop();
    if (expected != bracket) {
      throw error("unexpected '" + bracket + "', expected '" + expected + "'");
    }
  }

  private boolean startsWith(String text, int index) {
    return source.startsWith(text, index);
  }

  private TemplateException unexpected() {
    String character = Character.toString(source.codePointAt(position));
    int index = source.codePointCount(0, position);
    return error("unexpected char " + Repr.repr(character) + " at " + index);
  }

  private TemplateException error(String reason) {
    return TemplateException.syntax(reason, currentLine());
  }
}
