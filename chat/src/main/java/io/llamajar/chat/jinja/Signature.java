package io.llamajar.chat.jinja;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parameters of a built-in function, by which the arguments of a call are sorted. */
record Signature(String function, List<String> parameters, int required, boolean open) {

  /**
   * Reads a signature such as {@code "replace old new count?"}: the name, the parameters, those
   * with a question mark optional; a last {@code *} takes any further arguments.
   */
  static Signature of(String text) {
    List<String> words = List.of(text.split(" "));
    boolean open = words.getLast().equals("*");
    List<String> parameters = words.subList(1, words.size() - (open ? 1 : 0));
    int required = (int) parameters.stream().filter(p -> !p.endsWith("?")).count();
    List<String> names = parameters.stream().map(p -> p.replace("?", "")).toList();
    return new Signature(words.getFirst(), names, required, open);
  }

  Bound bind(Arguments arguments) {
    Object[] values = new Object[parameters.size()];
    Arrays.fill(values, Missing.MISSING);
    List<Object> positional = arguments.positional();
    if (positional.size() > values.length && !open) {
      throw TemplateException.type(
          "%s() takes at most %d arguments (%d given)"
              .formatted(function, values.length, positional.size()));
    }
    for (int i = 0; i < Math.min(values.length, positional.size()); i++) {
      values[i] = positional.get(i);
    }
    arguments.named().forEach((name, value) -> bindNamed(values, name, value));
    for (int i = 0; i < required; i++) {
      if (values[i] == Missing.MISSING) {
        throw TemplateException.type(
            "%s() missing required argument: '%s'".formatted(function, parameters.get(i)));
      }
    }
    return new Bound(
        function, Collections.unmodifiableList(Arrays.asList(values)), rest(arguments));
  }

  private void bindNamed(Object[] values, String name, Object value) {
    int index = parameters.indexOf(name);
    if (index < 0) {
      if (open) {
        return;
      }
      throw TemplateException.type(
          "%s() got an unexpected keyword argument '%s'".formatted(function, name));
    }
    if (values[index] != Missing.MISSING) {
      throw TemplateException.type(
          "%s() got multiple values for argument '%s'".formatted(function, name));
    }
    values[index] = value;
  }

  private Arguments rest(Arguments arguments) {
    if (!open) {
      return Arguments.NONE;
    }
    List<Object> positional = arguments.positional();
    int taken = Math.min(parameters.size(), positional.size());
    Map<String, Object> named = new LinkedHashMap<>(arguments.named());
    named.keySet().removeAll(parameters);
    return new Arguments(new ArrayList<>(positional.subList(taken, positional.size())), named);
  }
}
