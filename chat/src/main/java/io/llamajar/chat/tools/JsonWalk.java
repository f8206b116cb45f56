package io.llamajar.chat.tools;

import java.util.regex.Pattern;

/**
 * Follows a JSON object or array character by character: whether it can still become valid, where
 * it ends, and which member of the outermost object a character belongs to.
 */
final class JsonWalk {
  private static final int DEEPEST = 100;
  private static final Pattern SCALAR =
      Pattern.compile("true|false|null|-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
  private static final Pattern SCALAR_BEGUN =
      Pattern.compile(
          "t(r(ue?)?)?|f(a(l(se?)?)?)?|n(u(ll?)?)?"
              + "|-?((0|[1-9][0-9]*)(\\.[0-9]*)?([eE][+-]?[0-9]*)?)?");

  private enum Wants {
    VALUE,
    VALUE_OR_END,
    KEY,
    KEY_OR_END,
    COLON,
    COMMA_OR_END,
    REST_OF_STRING,
    ESCAPED,
    REST_OF_SCALAR,
    NOTHING
  }

  /** What the last character belonged to. */
  enum Place {
    KEY,
    VALUE,
    BETWEEN
  }

  private final StringBuilder open = new StringBuilder(); // the brackets that are still open
  private final StringBuilder scalar = new StringBuilder();
  private Wants wants = Wants.VALUE;
  private boolean isKey; // the string
  private int hexDigits; // still to come of an escape
  private Place place = Place.BETWEEN;

  /** Reads on; false if this cannot become JSON. */
  boolean accept(char c) {
    int depth = open.length();
    boolean goesOn = step(c);
    boolean inside = depth > 1 || open.length() > 1;
    if (inside || wants == Wants.REST_OF_SCALAR || isInString() || closedString(c, depth)) {
      place = isKey && depth == 1 && open.length() == 1 ? Place.KEY : Place.VALUE;
    } else {
      place = Place.BETWEEN;
    }
    return goesOn;
  }

  private boolean closedString(char c, int depth) {
    return c == '"' && depth == 1;
  }

  Place place() {
    return place;
  }

  boolean isInString() {
    return wants == Wants.REST_OF_STRING || wants == Wants.ESCAPED;
  }

  /** Whether it is whole. */
  boolean isDone() {
    return wants == Wants.NOTHING;
  }

  private boolean step(char c) {
    return switch (wants) {
      case REST_OF_STRING -> string(c);
      case ESCAPED -> escaped(c);
      case REST_OF_SCALAR -> scalar(c);
      case NOTHING -> false;
      default -> isSpace(c) || between(c);
    };
  }

  private boolean string(char c) {
    if (c == '\\') {
      wants = Wants.ESCAPED;
    } else if (c == '"') {
      wants = isKey ? Wants.COLON : afterValue();
    }
    return true; // a line break is not allowed, but models write it, so it is escaped for them
  }

  private boolean escaped(char c) {
    if (hexDigits > 0) {
      hexDigits--;
      wants = hexDigits > 0 ? Wants.ESCAPED : Wants.REST_OF_STRING;
      return Character.digit(c, 16) >= 0;
    }
    hexDigits = c == 'u' ? 4 : 0;
    wants = hexDigits > 0 ? Wants.ESCAPED : Wants.REST_OF_STRING;
    return "\"\\/bfnrtu".indexOf(c) >= 0;
  }

  private boolean scalar(char c) {
    if (isSpace(c) || c == ',' || c == '}' || c == ']') {
      wants = afterValue();
      boolean isScalar = SCALAR.matcher(scalar).matches();
      scalar.setLength(0);
      return isScalar && (isSpace(c) || between(c));
    }
    scalar.append(c);
    return SCALAR_BEGUN.matcher(scalar).matches();
  }

  private boolean between(char c) {
    return switch (c) {
      case '{', '[' -> wantsValue() && push(c);
      case '}' -> (wants == Wants.KEY_OR_END || wants == Wants.COMMA_OR_END) && pop('{');
      case ']' -> (wants == Wants.VALUE_OR_END || wants == Wants.COMMA_OR_END) && pop('[');
      case ',' -> wants == Wants.COMMA_OR_END && want(inObject() ? Wants.KEY : Wants.VALUE);
      case ':' -> wants == Wants.COLON && want(Wants.VALUE);
      case '"' -> openString();
      default -> wantsValue() && !open.isEmpty() && want(Wants.REST_OF_SCALAR) && scalar(c);
    };
  }

  private boolean openString() {
    boolean key = wants == Wants.KEY || wants == Wants.KEY_OR_END;
    boolean allowed = key || (wantsValue() && !open.isEmpty());
    isKey = key;
    return allowed && want(Wants.REST_OF_STRING);
  }

  private boolean wantsValue() {
    return wants == Wants.VALUE || wants == Wants.VALUE_OR_END;
  }

  private boolean want(Wants next) {
    isKey &= next == Wants.REST_OF_STRING || next == Wants.COLON;
    wants = next;
    return true;
  }

  private boolean push(char bracket) {
    open.append(bracket);
    return open.length() <= DEEPEST && want(inObject() ? Wants.KEY_OR_END : Wants.VALUE_OR_END);
  }

  private boolean pop(char bracket) {
    boolean fits = open.charAt(open.length() - 1) == bracket;
    open.setLength(open.length() - 1);
    return fits && want(afterValue());
  }

  private Wants afterValue() {
    return open.isEmpty() ? Wants.NOTHING : Wants.COMMA_OR_END;
  }

  private boolean inObject() {
    return open.charAt(open.length() - 1) == '{';
  }

  static boolean isSpace(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
  }
}
