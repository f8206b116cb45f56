package io.llamajar.chat.schema;

import java.util.Map;
import java.util.Optional;

/**
 * The formats of strings that JSON Schema names, as regular expressions.
 *
 * <p>Each allows nothing that its standard forbids, and what people and models write of it: so no
 * quoted local part in an e-mail address and no years of five digits. Sources: RFC 3339 (dates),
 * 3986 (URIs), 4291 (IPv6), 1123 (host names), 5321 (e-mail), 6901 (pointers), 6570 (templates).
 */
final class Formats {
  private static final String DAY_28 = "(0[1-9]|1\\d|2[0-8])";
  private static final String LEAP_YEAR =
      "(\\d\\d(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)";
  // Python and Java know no year 0.
  private static final String YEAR = "(000[1-9]|00[1-9]\\d|0[1-9]\\d\\d|[1-9]\\d{3})";
  private static final String COMMON_DAY =
      "((0[1-9]|1[0-2])-" + DAY_28 + "|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)";
  private static final String DATE = "(" + YEAR + "-" + COMMON_DAY + "|" + LEAP_YEAR + "-02-29)";
  private static final String HOUR = "([01]\\d|2[0-3])";
  private static final String TIME =
      HOUR + ":[0-5]\\d:[0-5]\\d(\\.\\d{1,9})?(Z|[+-]" + HOUR + ":[0-5]\\d)";
  private static final String CLOCK = "T(\\d+H(\\d+M(\\d+S)?)?|\\d+M(\\d+S)?|\\d+S)";
  private static final String DAYS = "(\\d+Y(\\d+M(\\d+D)?)?|\\d+M(\\d+D)?|\\d+D)";
  private static final String DURATION = "P(" + DAYS + "(" + CLOCK + ")?|" + CLOCK + "|\\d+W)";
  private static final String BYTE = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final String IPV4 = BYTE + "(\\." + BYTE + "){3}";
  private static final String GROUP = "[0-9A-Fa-f]{1,4}";
  private static final String IPV6 = ipv6();
  // Five labels of 49 stay below the 253 characters that a name may have.
  private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,47}[A-Za-z0-9])?";
  private static final String HOST = LABEL + "(\\." + LABEL + "){0,4}";
  private static final String LOCAL = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,20}";
  private static final String EMAIL = LOCAL + "(\\." + LOCAL + "){0,2}@" + HOST;
  private static final String PERCENT = "%[0-9A-Fa-f]{2}";
  private static final String SCHEME = "[A-Za-z][A-Za-z0-9+.-]*:";
  private static final String UNRESERVED = "A-Za-z0-9._~!$&'()*+,;=\\-";
  private static final String BEYOND = "\\u{A0}-\\u{D7FF}\\u{F900}-\\u{FDCF}\\u{FDF0}-\\u{FFEF}";
  private static final String TEMPLATE =
      "([!#$&(-;=?-\\[\\]_a-z~]|" + PERCENT + "|\\{[+#./;?&]?\\w+(,\\w+)*\\})*";
  private static final String POINTER = "(/([^~/]|~[01])*)*";

  private static final Map<String, String> PATTERNS =
      Map.ofEntries(
          Map.entry("date", DATE),
          Map.entry("time", TIME),
          Map.entry("date-time", DATE + "T" + TIME),
          Map.entry("duration", DURATION),
          Map.entry("uuid", "[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"),
          Map.entry("ipv4", IPV4),
          Map.entry("ipv6", IPV6),
          Map.entry("hostname", HOST),
          Map.entry("idn-hostname", HOST),
          Map.entry("email", EMAIL),
          Map.entry("idn-email", EMAIL),
          Map.entry("uri", SCHEME + afterScheme("")),
          Map.entry("iri", SCHEME + afterScheme(BEYOND)),
          Map.entry("uri-reference", "(" + SCHEME + ")?" + relative("")),
          Map.entry("iri-reference", "(" + SCHEME + ")?" + relative(BEYOND)),
          Map.entry("uri-template", TEMPLATE),
          Map.entry("json-pointer", POINTER),
          Map.entry("relative-json-pointer", "(0|[1-9]\\d*)(#|" + POINTER + ")"));

  private Formats() {}

  static boolean isKnown(String format) {
    return PATTERNS.containsKey(format) || format.equals("regex");
  }

  /** These and more: all that the standard of a format may allow, where ours is narrower. */
  static Optional<Regex> atLeast(String format) {
    return switch (format) {
      case "email", "idn-email" -> Optional.of(searched("@"));
      case "uri", "iri" -> Optional.of(searched("^" + SCHEME));
      case "regex", "hostname", "idn-hostname", "uri-reference", "iri-reference", "uri-template" ->
          Optional.empty();
      default -> regex(format);
    };
  }

  private static Regex searched(String pattern) {
    return Anchors.wholeText(RegexParser.parse(pattern));
  }

  /** The texts of a format; empty if it is not one of JSON Schema's, which then says nothing. */
  static Optional<Regex> regex(String format) {
    if (format.equals("regex")) {
      throw new PatternException("a grammar does not know when a text is a pattern; leave it out");
    }
    return Optional.ofNullable(PATTERNS.get(format))
        .map(pattern -> searched("^(" + pattern + ")$"));
  }

  /** What follows a scheme: a host and a path, or a path that does not start with two slashes. */
  private static String afterScheme(String more) {
    String segment = "([" + UNRESERVED + ":@" + more + "]|" + PERCENT + ")";
    String query = "([" + UNRESERVED + ":@/?" + more + "]|" + PERCENT + ")*";
    String user = "(([" + UNRESERVED + ":" + more + "]|" + PERCENT + ")+@)?";
    String host = "(([" + UNRESERVED + more + "]|" + PERCENT + ")+|\\[" + IPV6 + "\\])";
    String authority = "//" + user + host + "(:\\d{1,5})?(/" + segment + "*)*";
    String path = "/(" + segment + "+(/" + segment + "*)*)?|" + segment + "+(/" + segment + "*)*";
    return "(" + authority + "|" + path + ")(\\?" + query + ")?(#" + query + ")?";
  }

  /** The same without a scheme: there the first part of a path may have no colon. */
  private static String relative(String more) {
    String segment = "([" + UNRESERVED + "@" + more + "]|" + PERCENT + ")";
    String query = "([" + UNRESERVED + ":@/?" + more + "]|" + PERCENT + ")*";
    String host =
        "//([" + UNRESERVED + more + "]|" + PERCENT + ")+(:\\d{1,5})?(/" + segment + "*)*";
    String path = "/?(" + segment + "+(/" + segment + "*)*)?";
    return "(" + host + "|" + path + ")(\\?" + query + ")?(#" + query + ")?";
  }

  /** Eight groups, or fewer with :: for those left out, the last two perhaps as in IPv4. */
  private static String ipv6() {
    String last = "(" + GROUP + ":" + GROUP + "|" + IPV4 + ")";
    StringBuilder pattern = new StringBuilder("(" + GROUP + ":){6}" + last);
    pattern.append("|::(" + GROUP + ":){0,5}" + last + "|::(" + GROUP + ")?");
    for (int before = 1; before <= 7; before++) {
      pattern.append("|" + GROUP + "(:" + GROUP + "){" + (before - 1) + "}::");
      if (before <= 5) {
        pattern.append("((" + GROUP + ":){0," + (5 - before) + "}" + last + "|" + GROUP + ")?");
      } else if (before == 6) {
        pattern.append("(" + GROUP + ")?");
      }
    }
    return "(" + pattern + ")";
  }
}
