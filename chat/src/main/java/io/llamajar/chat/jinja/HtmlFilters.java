package io.llamajar.chat.jinja;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Filters that escape for HTML and URLs. */
final class HtmlFilters {
  private static final Map<String, String> ENTITIES =
      Map.of(
          "amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "nbsp", "\u00a0", "copy",
          "\u00a9", "raquo", "\u00bb", "laquo", "\u00ab", "hellip", "\u2026");

  private static final int LONGEST_ENTITY = 12;

  private HtmlFilters() {}

  static void register(Filters.Registry filters) {
    filters.add("escape", (r, v, a) -> Markup.escape(v));
    filters.add("forceescape", (r, v, a) -> Markup.escape(r.str(v)));
    filters.add("safe", (r, v, a) -> v instanceof Markup ? v : new Markup(r.str(v)));
    filters.add("striptags", (r, v, a) -> new Markup(stripTags(r.str(v))));
    filters.add("urlencode", (r, v, a) -> urlEncode(r, v));
    filters.add("xmlattr autospace?", (r, v, a) -> attributes(r, v, a.flag(0, true)));
  }

  private static String stripTags(String text) {
    String bare = cut(cut(text, "<!--", "-->"), "<", ">");
    return unescape(String.join(" ", Texts.words(bare, -1)));
  }

  /** The text without what stands between these marks. */
  private static String cut(String text, String open, String close) {
    StringBuilder out = new StringBuilder();
    int from = 0;
    while (true) {
      int start = text.indexOf(open, from);
      int end = start < 0 ? -1 : text.indexOf(close, start);
      if (end < 0) {
        return out.append(text, from, text.length()).toString();
      }
      out.append(text, from, start);
      from = end + close.length();
    }
  }

  private static String unescape(String text) {
    StringBuilder out = new StringBuilder();
    int from = 0;
    for (int at = text.indexOf('&'); at >= 0; at = text.indexOf('&', at + 1)) {
      int end = text.indexOf(';', at, Math.min(text.length(), at + LONGEST_ENTITY));
      if (end < 0 || at < from) {
        continue;
      }
      String name = text.substring(at + 1, end);
      String character = name.startsWith("#") ? numbered(name) : ENTITIES.getOrDefault(name, "");
      if (!character.isEmpty()) {
        out.append(text, from, at).append(character);
        from = end + 1;
      }
    }
    return out.append(text, from, text.length()).toString();
  }

  private static String numbered(String name) {
    boolean hex = name.startsWith("#x") || name.startsWith("#X");
    String digits = name.substring(hex ? 2 : 1);
    int radix = hex ? 16 : 10;
    if (digits.isEmpty()
        || digits.length() > 7
        || !digits.chars().allMatch(c -> Character.digit(c, radix) >= 0)) {
      return "";
    }
    int code = Integer.parseInt(digits, radix);
    return Character.isValidCodePoint(code) ? Character.toString(code) : "\ufffd";
  }

  private static Object urlEncode(Rendering rendering, Object value) {
    if (Types.isText(value) || !Iteration.isIterable(value)) {
      return quote(rendering.str(value), "/");
    }
    Object items = value instanceof Dict dict ? new DictView(DictView.Kind.ITEMS, dict) : value;
    List<String> parts = new ArrayList<>();
    for (Object item : Iteration.list(items)) {
      List<Object> pair = Iteration.unpack(item, 2);
      parts.add(queryPart(rendering, pair.get(0)) + "=" + queryPart(rendering, pair.get(1)));
    }
    return Texts.join("&", parts);
  }

  private static String queryPart(Rendering rendering, Object value) {
    return quote(rendering.str(value), "").replace("%20", "+");
  }

  private static String quote(String text, String safe) {
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = (b >= '0' && b <= '9') || (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z');
      if (plain || ("_.-~" + safe).indexOf(b) >= 0) {
        out.append((char) b);
      } else {
        out.append('%').append("%02X".formatted(b));
      }
    }
    Meter.checkLength(out.length());
    return out.toString();
  }

  private static Object attributes(Rendering rendering, Object value, boolean space) {
    if (!(value instanceof Dict dict)) {
      throw Types.noAttribute(value, "items");
    }
    List<String> parts = new ArrayList<>();
    for (Dict.Entry entry : dict.entries()) {
      if (entry.value() == None.NONE || entry.value() instanceof Undefined) {
        continue;
      }
      String key = Types.text(entry.key());
      if (key.chars()
          .anyMatch(c -> c == ' ' || (c >= '\t' && c <= '\r') || "/>=".indexOf(c) >= 0)) {
        throw TemplateException.value("Invalid character in attribute name: " + Repr.repr(key));
      }
      rendering.meter().spendOnAll(entry.value());
      parts.add(Markup.escape(key) + "=\"" + Markup.escape(entry.value()) + "\"");
    }
    String text = Texts.join(" ", parts);
    return rendering.markup(space && !text.isEmpty() ? " " + text : text);
  }
}
