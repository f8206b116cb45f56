package io.llamajar.chat.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;

/** The methods of Python's {@code str}. */
final class TextMethods {
  // spotless:off
  private static final Map<String, Method<String>> TABLE = Map.ofEntries(
      Method.entry("capitalize", (s, a) -> Texts.capitalize(s)),
      Method.entry("casefold", (s, a) -> Texts.lower(Texts.upper(s))),
      Method.entry("center width fillchar?", (s, a) -> Texts.center(s, width(a), fill(a))),
      Method.entry("count sub start? end?", (s, a) -> (long) Texts.count(part(s, a), a.text(0))),
      Method.entry("encode encoding? errors?", (s, a) -> noBytes()),
      Method.entry("endswith suffix start? end?", (s, a) -> isAffix(s, a, String::endsWith)),
      Method.entry("expandtabs tabsize?", (s, a) -> Texts.expandTabs(s, a.integer(0, 8))),
      Method.entry("find sub start? end?", (s, a) -> find(s, a, false)),
      Method.entry("format *", (s, a) -> BraceFormat.format(s, a.rest())),
      Method.entry("format_map mapping", (s, a) -> formatMap(s, a.value(0))),
      Method.entry("index sub start? end?", (s, a) -> required(find(s, a, false))),
      Method.entry("isalnum", (s, a) -> TextTests.all(s, Characters::isAlphanumeric)),
      Method.entry("isalpha", (s, a) -> TextTests.all(s, Character::isLetter)),
      Method.entry("isascii", (s, a) -> s.codePoints().allMatch(c -> c < 0x80)),
      Method.entry("isdecimal", (s, a) -> TextTests.all(s, Characters::isDecimal)),
      Method.entry("isdigit", (s, a) -> TextTests.all(s, Characters::isDigit)),
      Method.entry("isidentifier", (s, a) -> Characters.isIdentifier(s)),
      Method.entry("islower", (s, a) -> TextTests.isLower(s)),
      Method.entry("isnumeric", (s, a) -> TextTests.all(s, Characters::isNumeric)),
      Method.entry("isprintable", (s, a) -> s.codePoints().allMatch(Characters::isPrintable)),
      Method.entry("isspace", (s, a) -> TextTests.all(s, Characters::isSpace)),
      Method.entry("istitle", (s, a) -> TextTests.isTitle(s)),
      Method.entry("isupper", (s, a) -> TextTests.isUpper(s)),
      Method.entry("join iterable", (s, a) -> join(s, a.value(0))),
      Method.entry("ljust width fillchar?", (s, a) -> s + Texts.padding(s, width(a), fill(a))),
      Method.entry("lower", (s, a) -> Texts.lower(s)),
      Method.entry("lstrip chars?", (s, a) -> Texts.strip(s, stripped(a), true, false)),
      Method.entry("partition sep", (s, a) -> partition(s, a.text(0))),
      Method.entry("removeprefix prefix", (s, a) -> removePrefix(s, a.text(0))),
      Method.entry("removesuffix suffix", (s, a) -> removeSuffix(s, a.text(0))),
      Method.entry("replace old new count?",
          (s, a) -> Texts.replace(s, a.text(0), a.text(1), a.integer(2, -1))),
      Method.entry("rfind sub start? end?", (s, a) -> find(s, a, true)),
      Method.entry("rindex sub start? end?", (s, a) -> required(find(s, a, true))),
      Method.entry("rjust width fillchar?", (s, a) -> Texts.padding(s, width(a), fill(a)) + s),
      Method.entry("rpartition sep", (s, a) -> partitionFromRight(s, a.text(0))),
      Method.entry("rsplit sep? maxsplit?", (s, a) -> splitFromRight(s, a)),
      Method.entry("rstrip chars?", (s, a) -> Texts.strip(s, stripped(a), false, true)),
      Method.entry("split sep? maxsplit?", (s, a) -> split(s, a)),
      Method.entry("splitlines keepends?", (s, a) -> list(Texts.lines(s, a.flag(0, false)))),
      Method.entry("startswith prefix start? end?", (s, a) -> isAffix(s, a, String::startsWith)),
      Method.entry("strip chars?", (s, a) -> Texts.strip(s, stripped(a), true, true)),
      Method.entry("swapcase", (s, a) -> Texts.swapCase(s)),
      Method.entry("title", (s, a) -> Texts.title(s)),
      Method.entry("upper", (s, a) -> Texts.upper(s)),
      Method.entry("zfill width", (s, a) -> Texts.zeroFill(s, width(a))));
  // spotless:on

  private TextMethods() {}

  static Optional<Object> find(String text, String name) {
    return Optional.ofNullable(TABLE.get(name))
        .map(method -> (Callable) arguments -> method.call(text, arguments));
  }

  /** The same for markup: the texts that come out are markup, those that go in are escaped. */
  static Optional<Object> find(Markup markup, String name) {
    UnaryOperator<Object> escape =
        switch (name) {
          case "format", "replace", "center", "ljust", "rjust" ->
              value -> Types.isText(value) ? Markup.escape(value).text() : value;
          case "join" ->
              value -> {
                List<Object> items = Iteration.list(value);
                items.replaceAll(item -> Markup.escape(item).text());
                return new ListValue(items);
              };
          default -> UnaryOperator.identity();
        };
    return Optional.ofNullable(TABLE.get(name))
        .map(method ->
            (Callable)
                arguments ->
                    markup(
                        method.call(
                            markup.text(),
                            new Arguments(
                                arguments.positional().stream().map(escape).toList(),
                                arguments.named()))));
  }

  private static Object markup(Object result) {
    return switch (result) {
      case String text -> new Markup(text);
      case Sequence parts ->
          parts.with(new ArrayList<>(parts.items().stream().map(TextMethods::markup).toList()));
      default -> result;
    };
  }

  private static Object noBytes() {
    throw TemplateException.type("bytes are not supported in a chat template");
  }

  private static long width(Bound arguments) {
    return Bound.integer(arguments.value(0));
  }

  private static String fill(Bound arguments) {
    String fill = arguments.has(1) ? arguments.text(1) : " ";
    if (Types.length(fill) != 1) {
      throw TemplateException.type("The fill character must be exactly one character long");
    }
    return fill;
  }

  private static IntPredicate stripped(Bound arguments) {
    if (!arguments.hasValue(0)) {
      return Characters::isSpace;
    }
    return Texts.anyOf(arguments.text(0));
  }

  /** The part that the second and third argument bound. */
  private static String part(String text, Bound arguments) {
    return arguments.has(1)
        ? (String) Slices.slice(text, arguments.value(1), arguments.value(2, None.NONE), None.NONE)
        : text;
  }

  private static long find(String text, Bound arguments, boolean last) {
    String part = part(text, arguments);
    String wanted = arguments.text(0);
    int at = last ? Search.last(part, wanted, part.length()) : Search.first(part, wanted, 0);
    if (at < 0) {
      return -1;
    }
    long offset = 0;
    if (arguments.hasValue(1)) {
      long start = arguments.integer(1, 0);
      int length = Types.length(text);
      offset = Math.clamp(start < 0 ? start + length : start, 0, length);
      if (start > length) {
        return -1;
      }
    }
    return offset + part.codePointCount(0, at);
  }

  private static long required(long index) {
    if (index < 0) {
      throw TemplateException.value("substring not found");
    }
    return index;
  }

  private static boolean isAffix(String s, Bound arguments, BiPredicate<String, String> holds) {
    String part = part(s, arguments);
    if (arguments.value(0) instanceof Tuple affixes) {
      return affixes.items().stream().anyMatch(affix -> holds.test(part, Types.text(affix)));
    }
    Object affix = arguments.value(0);
    if (!Types.isText(affix) && !(affix instanceof Undefined)) {
      throw TemplateException.type(
          "%s first arg must be str or a tuple of str, not %s"
              .formatted(arguments.function(), Types.name(affix)));
    }
    return holds.test(part, Types.text(affix));
  }

  private static Object formatMap(String text, Object mapping) {
    if (!(mapping instanceof Dict dict)) {
      throw TemplateException.type("format_map() argument must be a mapping");
    }
    Map<String, Object> named = new LinkedHashMap<>();
    dict.entries().forEach(entry -> named.put(Repr.str(entry.key()), entry.value()));
    return BraceFormat.format(text, new Arguments(List.of(), named));
  }

  private static Object join(String separator, Object iterable) {
    List<String> parts = new ArrayList<>();
    for (Object item : Iteration.list(iterable)) {
      if (!Types.isText(item)) {
        throw TemplateException.type(
            "sequence item %d: expected str instance, %s found"
                .formatted(parts.size(), Types.name(item)));
      }
      parts.add(Types.text(item));
    }
    return Texts.join(separator, parts);
  }

  private static Object partition(String whole, String separator) {
    Texts.requireSeparator(separator);
    int at = Search.first(whole, separator, 0);
    return at < 0
        ? Tuple.of(whole, "", "")
        : Tuple.of(whole.substring(0, at), separator, whole.substring(at + separator.length()));
  }

  private static Object partitionFromRight(String whole, String separator) {
    Texts.requireSeparator(separator);
    int at = Search.last(whole, separator, whole.length());
    return at < 0
        ? Tuple.of("", "", whole)
        : Tuple.of(whole.substring(0, at), separator, whole.substring(at + separator.length()));
  }

  private static Object removePrefix(String whole, String prefix) {
    return whole.startsWith(prefix) ? whole.substring(prefix.length()) : whole;
  }

  private static Object removeSuffix(String whole, String suffix) {
    return whole.endsWith(suffix) ? whole.substring(0, whole.length() - suffix.length()) : whole;
  }

  private static Object split(String text, Bound arguments) {
    long most = arguments.integer(1, -1);
    return list(
        arguments.hasValue(0)
            ? Texts.split(text, arguments.text(0), most)
            : Texts.words(text, most));
  }

  private static Object splitFromRight(String text, Bound arguments) {
    long most = arguments.integer(1, -1);
    return list(
        arguments.hasValue(0)
            ? Texts.splitFromRight(text, arguments.text(0), most)
            : Texts.wordsFromRight(text, most));
  }

  private static ListValue list(List<String> parts) {
    return new ListValue(new ArrayList<>(parts));
  }
}
