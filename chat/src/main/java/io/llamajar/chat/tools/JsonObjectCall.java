package io.llamajar.chat.tools;

import io.llamajar.LlamajarException;
import io.llamajar.chat.template.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a call that is one JSON object, {@code {"name": "f", "arguments": {...}}}, its members in
 * any order. Arguments are passed on as they come, once the name is known.
 */
final class JsonObjectCall implements CallReader {
  private static final Set<String> NAMES = Set.of("name", "tool_name", "function_name");
  private static final Set<String> ARGUMENTS = Set.of("arguments", "parameters", "args", "params");
  private static final String NESTED = "function"; // {"function": {"name": ..., "arguments": ...}}
  private static final Set<String> OTHERS = Set.of("id", "tool_call_id", "type", "call_id");

  private final CallSink sink;
  private final List<Tool> tools;
  private final boolean onlyKnown;
  private final JsonWalk walk = new JsonWalk();
  private final StringBuilder key = new StringBuilder();
  private final StringBuilder value = new StringBuilder();
  private final StringBuilder early = new StringBuilder(); // arguments that came before the name
  private boolean begun;
  private boolean hasArguments;
  private boolean passesOn; // the value that is being read

  /**
   * @param onlyKnown whether an object that does not name one of the tools, or has members that
   *     calls do not have, is no call
   */
  JsonObjectCall(CallSink sink, List<Tool> tools, boolean onlyKnown) {
    this.sink = sink;
    this.tools = tools;
    this.onlyKnown = onlyKnown;
  }

  @Override
  public Step read(char c) {
    JsonWalk.Place before = walk.place();
    if (!walk.accept(c)) {
      return Step.BROKEN;
    }
    JsonWalk.Place place = walk.place();
    boolean fits =
        switch (place) {
          case KEY -> inKey(c, before);
          case VALUE -> inValue(c, before);
          case BETWEEN -> before != JsonWalk.Place.VALUE || valueEnded();
        };
    if (!fits) {
      return Step.BROKEN;
    }
    return walk.isDone() ? finish() : Step.MORE;
  }

  private boolean inKey(char c, JsonWalk.Place before) {
    if (before != JsonWalk.Place.KEY) {
      key.setLength(0);
    }
    key.append(c);
    return true;
  }

  private boolean inValue(char c, JsonWalk.Place before) {
    if (before != JsonWalk.Place.VALUE) {
      value.setLength(0);
      passesOn = isArguments() && c == '{' && !hasArguments;
      if (onlyKnown && !isExpected()) {
        return false;
      }
    }
    if (passesOn) {
      pass(walk.isInString() ? Escapes.line(c) : String.valueOf(c));
    } else {
      value.append(c);
    }
    return true;
  }

  private boolean isArguments() {
    return ARGUMENTS.contains(name());
  }

  private boolean isExpected() {
    String name = name();
    return NAMES.contains(name) || isArguments() || OTHERS.contains(name) || name.equals(NESTED);
  }

  private String name() {
    return key.length() < 2 ? "" : key.substring(1, key.length() - 1);
  }

  private void pass(String text) {
    hasArguments = true;
    if (begun) {
      sink.arguments(text);
    } else {
      early.append(text);
    }
  }

  /** Takes a value that is not passed on; false if no call has such a one. */
  private boolean valueEnded() {
    if (passesOn) {
      passesOn = false;
      return true;
    }
    String name = name();
    if (!NAMES.contains(name) && !isArguments() && !name.equals(NESTED)) {
      return true;
    }
    return take(name, parsed());
  }

  private Object parsed() {
    try {
      return Json.parse(value.toString());
    } catch (LlamajarException e) {
      return List.of(); // a string with a raw line break, say: neither name nor arguments
    }
  }

  private boolean take(String member, Object given) {
    if (isArguments()) {
      return takeArguments(given);
    }
    if (member.equals(NESTED) && given instanceof Map<?, ?> nested) {
      Object inner = nested.get("arguments");
      return nested.get("name") instanceof String function
          && begin(function)
          && (inner == null || takeArguments(inner));
    }
    return given instanceof String function && begin(function);
  }

  private boolean begin(String function) {
    if (begun || function.isBlank() || (onlyKnown && Tool.find(tools, function).isEmpty())) {
      return false;
    }
    begun = true;
    sink.begin(function);
    if (!early.isEmpty()) {
      sink.arguments(early.toString());
    }
    return true;
  }

  /** Arguments that are no object as they stand: JSON in a string, or none. */
  private boolean takeArguments(Object given) {
    Object decoded = given;
    if (given instanceof String text) {
      try {
        decoded = text.isBlank() ? Map.of() : Json.parse(text);
      } catch (LlamajarException e) {
        return false;
      }
    }
    if (decoded instanceof Map<?, ?> && !hasArguments) {
      pass(Json.write(decoded));
      return true;
    }
    return false;
  }

  private Step finish() {
    if (!begun || (onlyKnown && !hasArguments)) {
      return Step.BROKEN;
    }
    if (!hasArguments) {
      sink.arguments("{}");
    }
    sink.end();
    return Step.DONE;
  }
}
