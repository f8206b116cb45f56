package io.llamajar.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Filters that make a text of a text. */
final class TextFilters {
  private TextFilters() {}

  static void register(Filters.Registry filters) {
    filters.add("upper", (r, v, a) -> map(r, v, Texts::upper));
    filters.add("lower", (r, v, a) -> map(r, v, Texts::lower));
    filters.add("capitalize", (r, v, a) -> map(r, v, Texts::capitalize));
    filters.add("title", (r, v, a) -> map(r, v, TextFilters::title));
    filters.add(
        "center width?", (r, v, a) -> map(r, v, s -> Texts.center(s, a.integer(0, 80), " ")));
    filters.add("trim chars?", (r, v, a) -> map(r, v, s -> trim(s, a)));
    filters.add("string", (r, v, a) -> v instanceof Markup ? v : r.str(v));
    filters.add("replace old new count?", TextFilters::replace);
    filters.add("indent width? first? blank?", (r, v, a) -> indent(v, a));
    filters.add("truncate length? killwords? end? leeway?", (r, v, a) -> truncate(v, a));
    filters.add(
        "wordwrap width? break_long_words? wrapstring? break_on_hyphens?",
        (r, v, a) -> wordWrap(v, a));
    filters.add("wordcount", (r, v, a) -> wordCount(r.str(v)));
    filters.add("format *", TextFilters::format);
    filters.add("filesizeformat binary?", (r, v, a) -> fileSize(v, a.flag(0, false)));
  }

  /** Applies a function to the text of a value; markup stays markup. */
  private static Object map(Rendering rendering, Object value, UnaryOperator<String> function) {
    String text = function.apply(rendering.str(value));
    return value instanceof Markup ? new Markup(text) : text;
  }

  /** Words begin after blanks, dashes and opening brackets; so "don't" has but one. */
  private static String title(String text) {
    StringBuilder title = new StringBuilder();
    StringBuilder word = new StringBuilder();
    for (int c : text.codePoints().toArray()) {
      if (Characters.isSpace(c) || "-({[<".indexOf(c) >= 0) {
        title.append(capitalize(word)).appendCodePoint(c);
        word.setLength(0);
      } else {
        word.appendCodePoint(c);
      }
    }
    return title.append(capitalize(word)).toString();
  }

  private static String capitalize(StringBuilder word) {
    if (word.isEmpty()) {
      return "";
    }
    int first = Character.charCount(word.codePointAt(0));
    return Texts.upper(word.substring(0, first)) + Texts.lower(word.substring(first));
  }

  private static String trim(String text, Bound arguments) {
    return arguments.hasValue(0)
        ? Texts.strip(text, Texts.anyOf(arguments.text(0)), true, true)
        : Texts.strip(text, Characters::isSpace, true, true);
  }

  private static Object replace(Rendering rendering, Object value, Bound arguments) {
    long count = arguments.integer(2, -1);
    Object old = arguments.value(0);
    Object replacement = arguments.value(1);
    if (!rendering.autoescape()) {
      return Texts.replace(
          rendering.str(value), rendering.str(old), rendering.str(replacement), count);
    }
    boolean html =
        value instanceof Markup || old instanceof Markup || replacement instanceof Markup;
    String text = html ? Markup.escape(value).text() : rendering.str(value);
    String put = html ? Markup.escape(replacement).text() : rendering.str(replacement);
    String replaced = Texts.replace(text, rendering.str(old), put, count);
    return html ? new Markup(replaced) : replaced;
  }

  private static Object indent(Object value, Bound arguments) {
    Object width = arguments.value(0, 4L);
    String indention =
        Types.isText(width) ? Types.text(width) : Meter.repeat(" ", Bound.integer(width));
    if (!Types.isText(value) && !(value instanceof Undefined)) {
      throw TemplateException.type(
          "unsupported operand type(s) for +=: '" + Types.name(value) + "' and 'str'");
    }
    boolean blank = arguments.flag(2, false);
    List<String> lines = Texts.lines((String) Operators.binary("+", text(value), "\n"), false);
    List<String> indented = new ArrayList<>();
    for (String line : lines) {
      boolean bare = indented.isEmpty() || (line.isEmpty() && !blank);
      indented.add(bare ? line : indention + line);
    }
    String text = Texts.join("\n", indented);
    String result = arguments.flag(1, false) ? indention + text : text;
    return value instanceof Markup ? new Markup(result) : result;
  }

  private static Object text(Object value) {
    return value instanceof Markup markup ? markup.text() : value;
  }

  private static Object truncate(Object value, Bound arguments) {
    long length = arguments.integer(0, 255);
    String end = arguments.text(2, "...");
    long leeway = arguments.integer(3, 5);
    if (length < Types.length(end)) {
      throw Filters.argumentError("expected length >= " + Types.length(end) + ", got " + length);
    }
    if (leeway < 0) {
      throw Filters.argumentError("expected leeway >= 0, got " + leeway);
    }
    if (Types.length(value) <= length + leeway) {
      return value;
    }
    String kept = Slices.between(Types.text(value), 0, (int) length - Types.length(end));
    return arguments.flag(1, false)
        ? kept + end
        : Texts.splitFromRight(kept, " ", 1).getFirst() + end;
  }

  private static Object wordWrap(Object value, Bound arguments) {
    WordWrap wrap =
        new WordWrap(arguments.integer(0, 79), arguments.flag(1, true), arguments.flag(3, true));
    List<String> lines = new ArrayList<>();
    for (String line : Texts.lines(Types.text(value), false)) {
      List<String> wrapped = wrap.wrap(line);
      lines.addAll(wrapped.isEmpty() ? List.of("") : wrapped);
    }
    return Texts.join(arguments.text(2, "\n"), lines);
  }

  private static long wordCount(String text) {
    long words = 0;
    boolean inWord = false;
    for (int c : text.codePoints().toArray()) {
      boolean word = Characters.isWord(c);
      words += word && !inWord ? 1 : 0;
      inWord = word;
    }
    return words;
  }

  private static Object format(Rendering rendering, Object value, Bound arguments) {
    Arguments values = arguments.rest();
    if (!values.positional().isEmpty() && !values.named().isEmpty()) {
      throw Filters.argumentError("can't handle positional and keyword arguments at the same time");
    }
    values.positional().forEach(rendering.meter()::spendOnAll);
    Object format = value instanceof Markup ? value : rendering.str(value);
    return Operators.binary(
        "%",
        format,
        values.named().isEmpty() ? new Tuple(values.positional()) : Dict.of(values.named()));
  }

  private static Object fileSize(Object value, boolean binary) {
    double bytes = Conversions.real(value);
    double base = binary ? 1024 : 1000;
    if (bytes == 1) {
      return "1 Byte";
    }
    if (bytes < base) {
      return (long) bytes + " Bytes";
    }
    String prefixes = "KMGTPEZY";
    double unit = base;
    int step = 0;
    while (step < prefixes.length() - 1 && bytes >= unit * base) {
      unit *= base;
      step++;
    }
    char prefix = step == 0 && !binary ? 'k' : prefixes.charAt(step);
    return Floats.fixed(bytes / unit, 1) + " " + prefix + (binary ? "iB" : "B");
  }
}
