package io.llamajar.chat.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Filters on the items of a list, a dict, a text; most make them one by one, when asked. */
final class SequenceFilters {
  private SequenceFilters() {}

  static void register(Filters.Registry filters) {
    filters.add("length", (r, v, a) -> (long) Types.length(v));
    filters.add("list", (r, v, a) -> ListValue.of(r.items(v)));
    filters.add("first", (r, v, a) -> first(r, v));
    filters.add("last", (r, v, a) -> last(v));
    filters.add("random", (r, v, a) -> random(v));
    filters.add("reverse", (r, v, a) -> reverse(r, v));
    filters.add("items", (r, v, a) -> items(v));
    filters.add("join d? attribute?", SequenceFilters::join);
    filters.add("sum attribute? start?", SequenceFilters::sum);
    filters.add("batch linecount fill_with?", (r, v, a) -> later(v, () -> batch(r, v, a)));
    filters.add("slice slices fill_with?", (r, v, a) -> later(v, () -> slice(r, v, a)));
    filters.add("map *", (r, v, a) -> lazy(v, () -> map(r, v, a.rest())));
    filters.add("select *", (r, v, a) -> lazy(v, () -> select(r, v, a.rest(), true)));
    filters.add("reject *", (r, v, a) -> lazy(v, () -> select(r, v, a.rest(), false)));
    filters.add("selectattr *", (r, v, a) -> lazy(v, () -> selectBy(r, v, a.rest(), true)));
    filters.add("rejectattr *", (r, v, a) -> lazy(v, () -> selectBy(r, v, a.rest(), false)));
  }

  /** A generator; a source that counts as false has no items, whatever it is. */
  private static Generator lazy(Object source, Supplier<Iterator<Object>> items) {
    return later(source, () -> Types.truthy(source) ? items.get() : Collections.emptyIterator());
  }

  private static Generator later(Object source, Supplier<Iterator<Object>> items) {
    return Generator.over(source, Lazy.later(items));
  }

  private static Object first(Rendering rendering, Object value) {
    Iterator<Object> items = rendering.items(value);
    return items.hasNext() ? items.next() : Undefined.because("No first item, sequence was empty.");
  }

  private static Object last(Object value) {
    if (Types.isText(value) && Types.truthy(value)) {
      return Lookup.item(value, -1L);
    }
    Iterator<Object> items = reversed(value).orElseThrow(() -> notReversible(value));
    return items.hasNext() ? items.next() : Undefined.because("No last item, sequence was empty.");
  }

  /** Always the first: the same messages must make the same prompt. */
  private static Object random(Object value) {
    if (!Types.hasLength(value)) {
      throw TemplateException.type("object of type '" + Types.name(value) + "' has no len()");
    }
    return Types.length(value) > 0
        ? Lookup.item(value, 0L)
        : Undefined.because("No random item, sequence was empty.");
  }

  private static Object reverse(Rendering rendering, Object value) {
    if (Types.isText(value)) {
      return Slices.slice(value, None.NONE, None.NONE, -1L);
    }
    if (!Iteration.isIterable(value)) {
      throw Filters.argumentError("argument must be iterable");
    }
    Optional<Iterator<Object>> reversed = reversed(value);
    if (reversed.isPresent()) {
      String prefix = value instanceof ListValue ? "list_" : value instanceof Dict ? "dict_" : "";
      return Generator.reversed(prefix + "reverseiterator", reversed.get());
    }
    List<Object> items = ListValue.of(rendering.items(value)).items();
    return new ListValue(new ArrayList<>(items.reversed()));
  }

  private static Optional<Iterator<Object>> reversed(Object value) {
    return switch (value) {
      case Range range when range.size() > 0 -> Optional.of(range.reversed().iterator());
      case Sequence sequence -> Optional.of(sequence.items().reversed().iterator());
      case Generator generator -> Optional.empty();
      default ->
          Iteration.isIterable(value)
              ? Optional.of(Iteration.list(value).reversed().iterator())
              : Optional.empty();
    };
  }

  private static TemplateException notReversible(Object value) {
    return TemplateException.type("'" + Types.name(value) + "' object is not reversible");
  }

  private static Object items(Object value) {
    return switch (value) {
      case Undefined undefined -> Generator.over(value, Collections.emptyIterator());
      case Dict dict -> Generator.over(value, new DictView(DictView.Kind.ITEMS, dict).iterator());
      default ->
          later(
              value,
              () -> {
                throw TemplateException.type("Can only get item pairs from a mapping.");
              });
    };
  }

  private static Object join(Rendering rendering, Object value, Bound arguments) {
    Path path = Path.of(arguments.value(1, None.NONE));
    Object separator = arguments.value(0, "");
    List<Object> items = new ArrayList<>();
    rendering.items(value).forEachRemaining(item -> items.add(path.in(item)));
    boolean html =
        rendering.autoescape()
            && (separator instanceof Markup || items.stream().anyMatch(Markup.class::isInstance));
    Function<Object, String> text = item -> html ? Markup.escape(item).text() : rendering.str(item);
    String joined = Texts.join(text.apply(separator), items.stream().map(text).toList());
    return html ? new Markup(joined) : joined;
  }

  private static Object sum(Rendering rendering, Object value, Bound arguments) {
    Path path = Path.of(arguments.value(0, None.NONE));
    Object total = arguments.value(1, 0L);
    if (Types.isText(total)) {
      throw TemplateException.type("sum() can't sum strings [use ''.join(seq) instead]");
    }
    Iterator<Object> items = rendering.items(value);
    while (items.hasNext()) {
      total = Operators.binary("+", total, path.in(items.next()));
      rendering.meter().spendOn(total);
    }
    return total;
  }

  private static Iterator<Object> batch(Rendering rendering, Object value, Bound arguments) {
    long size = arguments.integer(0, 0);
    List<Object> batches = new ArrayList<>();
    List<Object> batch = new ArrayList<>();
    Iterator<Object> items = rendering.items(value);
    while (items.hasNext()) {
      if (batch.size() == size) {
        batches.add(new ListValue(batch));
        batch = new ArrayList<>();
      }
      batch.add(items.next());
    }
    if (!batch.isEmpty()) {
      while (arguments.hasValue(1) && batch.size() < size) {
        batch.add(arguments.value(1));
        Meter.checkSize(batch.size());
        rendering.meter().spend(1);
      }
      batches.add(new ListValue(batch));
    }
    return batches.iterator();
  }

  private static Iterator<Object> slice(Rendering rendering, Object value, Bound arguments) {
    long slices = arguments.integer(0, 0);
    List<Object> items = ListValue.of(rendering.items(value)).items();
    if (slices == 0) {
      throw TemplateException.arithmetic("integer division or modulo by zero");
    }
    List<Object> parts = new ArrayList<>();
    long size = items.size() / slices;
    long longer = items.size() % slices;
    int from = 0;
    for (long i = 0; i < slices; i++) {
      rendering.meter().spend(1);
      int to = (int) (from + size + (i < longer ? 1 : 0));
      List<Object> part = new ArrayList<>(items.subList(from, to));
      if (arguments.hasValue(1) && i >= longer) {
        part.add(arguments.value(1));
      }
      parts.add(new ListValue(part));
      Meter.checkSize(parts.size());
      from = to;
    }
    return parts.iterator();
  }

  private static Iterator<Object> map(Rendering rendering, Object value, Arguments arguments) {
    List<Object> positional = arguments.positional();
    if (positional.isEmpty() && arguments.named().containsKey("attribute")) {
      return Lazy.map(rendering.items(value), attribute(arguments.named())::in);
    }
    if (positional.isEmpty()) {
      throw Filters.argumentError("map requires a filter argument");
    }
    String name = filterName("filter", positional.getFirst());
    Arguments rest = rest(arguments, 1);
    return Lazy.map(rendering.items(value), item -> rendering.filter(name, item, rest));
  }

  private static Path attribute(Map<String, Object> named) {
    Map<String, Object> others = new LinkedHashMap<>(named);
    Object attribute = others.remove("attribute");
    Optional<Object> fallback =
        Optional.ofNullable(others.remove("default")).filter(value -> value != None.NONE);
    if (!others.isEmpty() || attribute == null) {
      throw Filters.argumentError(
          "Unexpected keyword argument " + Repr.repr(others.keySet().iterator().next()));
    }
    return Path.of(attribute, fallback);
  }

  private static Iterator<Object> select(
      Rendering rendering, Object value, Arguments arguments, boolean wanted) {
    Predicate<Object> condition = condition(rendering, arguments);
    return Lazy.filter(rendering.items(value), item -> condition.test(item) == wanted);
  }

  private static Iterator<Object> selectBy(
      Rendering rendering, Object value, Arguments arguments, boolean wanted) {
    if (arguments.positional().isEmpty()) {
      throw Filters.argumentError("Missing parameter for attribute name");
    }
    Path path = Path.of(arguments.positional().getFirst());
    Predicate<Object> condition = condition(rendering, rest(arguments, 1));
    return Lazy.filter(rendering.items(value), item -> condition.test(path.in(item)) == wanted);
  }

  /** The test that the arguments name; without one, whether an item counts as true. */
  private static Predicate<Object> condition(Rendering rendering, Arguments arguments) {
    if (arguments.positional().isEmpty()) {
      return Types::truthy;
    }
    String name = filterName("test", arguments.positional().getFirst());
    Arguments rest = rest(arguments, 1);
    return item -> rendering.test(name, item, rest);
  }

  private static String filterName(String what, Object name) {
    if (!Types.isText(name)) {
      throw TemplateException.runtime("No " + what + " named " + Repr.repr(name) + ".");
    }
    return Types.text(name);
  }

  private static Arguments rest(Arguments arguments, int taken) {
    List<Object> positional = arguments.positional();
    return new Arguments(positional.subList(taken, positional.size()), arguments.named());
  }
}
