package io.llamajar.chat.jinja;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The functions that every chat template can call. */
final class Globals {
  private Globals() {}

  static Map<String, Object> of(Environment environment) {
    Map<String, Object> globals = new HashMap<>();
    add(globals, "range start stop? step?", Globals::range);
    add(globals, "dict *", a -> dict("dict", a.rest()));
    add(globals, "cycler *", a -> new Cycler(a.rest().positional()));
    add(globals, "joiner sep?", a -> new Joiner(a.value(0, ", ")));
    add(globals, "namespace *", a -> namespace(a.rest()));
    add(globals, "lipsum *", a -> lipsum());
    add(globals, "raise_exception message", Globals::raise);
    add(globals, "strftime_now format", a -> Strftime.format(a.text(0), now(environment)));
    environment
        .functions()
        .forEach((name, function) ->
            globals.put(name, (Callable) arguments -> Values.call(function, arguments)));
    return globals;
  }

  private interface Body {
    Object call(Bound arguments);
  }

  private static void add(Map<String, Object> globals, String signature, Body body) {
    Signature parsed = Signature.of(signature);
    globals.put(parsed.function(), (Callable) a -> body.call(parsed.bind(a)));
  }

  private static Object range(Bound arguments) {
    long first = Bound.integer(arguments.value(0));
    return arguments.has(1)
        ? new Range(first, Bound.integer(arguments.value(1)), arguments.integer(2, 1))
        : new Range(0, first, 1);
  }

  /** What {@code dict(mapping or pairs, name=value)} makes. */
  private static Dict dict(String function, Arguments arguments) {
    List<Dict.Entry> entries = new ArrayList<>();
    if (arguments.positional().size() > 1) {
      throw TemplateException.type(
          function + " expected at most 1 argument, got " + arguments.positional().size());
    }
    for (Object source : arguments.positional()) {
      if (source instanceof Dict dict) {
        entries.addAll(dict.entries());
      } else {
        for (Object pair : Iteration.list(source)) {
          List<Object> parts = Iteration.unpack(pair, 2);
          entries.add(new Dict.Entry(parts.get(0), parts.get(1)));
        }
      }
    }
    arguments.named().forEach((name, value) -> entries.add(new Dict.Entry(name, value)));
    return Dict.of(entries);
  }

  private static Namespace namespace(Arguments arguments) {
    Namespace namespace = new Namespace();
    for (Dict.Entry entry : dict("namespace", arguments).entries()) {
      namespace.set(Repr.str(entry.key()), entry.value());
    }
    return namespace;
  }

  private static Object lipsum() {
    throw TemplateException.runtime("lipsum is not supported in a chat template");
  }

  private static Object raise(Bound arguments) {
    throw new TemplateException(TemplateException.Kind.RAISED, Repr.str(arguments.value(0)));
  }

  private static LocalDateTime now(Environment environment) {
    return environment.clock().get();
  }
}
