package io.llamajar.chat.tools;

import io.llamajar.chat.template.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Calls as elements, each argument in one of its name, and elements within where a value is an
 * object or a list: {@code f"><a>1</a><b><item>x</item></b></invoke>}. Values are bare text, which
 * becomes JSON as the tool's schema says.
 *
 * @param mark stands before each tag
 * @param close the tag that ends the call
 */
record ElementCalls(String mark, String close) implements CallForm {
  private static final String NAME_END = "\">";

  @Override
  public CallReader reader(CallSink sink, List<Tool> tools) {
    return new Reader(sink, tools);
  }

  @Override
  public String grammar(CallGrammar grammar) {
    return grammar.each(tool ->
        grammar.text(tool.name() + NAME_END)
            + " "
            + members(grammar, tool.schema())
            + " "
            + grammar.text(mark + close));
  }

  private String members(CallGrammar grammar, Map<String, Object> schema) {
    return Tool.properties(schema).keySet().stream()
        .map(name -> {
          String member = element(grammar, name, Tool.property(schema, name));
          return Tool.requires(schema, name) ? member : "( " + member + " )?";
        })
        .collect(Collectors.joining(" "));
  }

  private String element(CallGrammar grammar, String name, Map<String, Object> schema) {
    String end = mark + "</" + name + ">";
    return grammar.text(mark + "<" + name + ">") + " " + value(grammar, schema, end);
  }

  /** A value and its end; where elements are within that no schema describes, any text. */
  private String value(CallGrammar grammar, Map<String, Object> schema, String end) {
    if (schema.get("type") instanceof String type) {
      switch (type) {
        case "array" -> {
          String item = element(grammar, Elements.ITEM, Tool.schema(schema.get("items")));
          return "( " + item + " )* " + grammar.text(end);
        }
        case "integer", "number", "boolean" -> {
          return grammar.value(schema) + " " + grammar.text(end);
        }
        default -> {
          if (!Tool.properties(schema).isEmpty()) {
            return members(grammar, schema) + " " + grammar.text(end);
          }
        }
      }
    }
    return grammar.textOf(schema, end);
  }

  private enum Place {
    NAME,
    BETWEEN,
    VALUE
  }

  private final class Reader implements CallReader {
    private static final int LONGEST_NAME = 300;

    private final CallSink sink;
    private final List<Tool> tools;
    private final StringBuilder held = new StringBuilder();
    private final Elements elements = new Elements(mark);
    private Place place = Place.NAME;
    private Optional<Tool> tool = Optional.empty();
    private String key = ""; // of the argument that is being read
    private int within; // elements of the same name, within it
    private boolean isText;
    private boolean hasArgument;

    Reader(CallSink sink, List<Tool> tools) {
      this.sink = sink;
      this.tools = tools;
    }

    @Override
    public Step read(char c) {
      held.append(c);
      return switch (place) {
        case NAME -> name();
        case BETWEEN -> between();
        case VALUE -> value();
      };
    }

    private Step name() {
      String text = held.toString();
      if (!text.endsWith(NAME_END)) {
        return text.contains("<") || text.length() > LONGEST_NAME ? Step.BROKEN : Step.MORE;
      }
      String name = text.substring(0, text.length() - NAME_END.length()).strip();
      if (name.isEmpty()) {
        return Step.BROKEN;
      }
      tool = Tool.find(tools, name);
      sink.begin(name);
      return go(Place.BETWEEN);
    }

    private Step go(Place next) {
      held.setLength(0);
      place = next;
      return Step.MORE;
    }

    private Step between() {
      String text = held.toString().stripLeading();
      String opens = mark + "<";
      if (text.equals(mark + close)) {
        sink.arguments(hasArgument ? "}" : "{}");
        sink.end();
        return Step.DONE;
      }
      if (opens.startsWith(text) || (mark + close).startsWith(text)) {
        return Step.MORE;
      }
      boolean isTag = text.startsWith(opens) && text.charAt(opens.length()) != '/';
      if (isTag && text.endsWith(">") && text.length() > opens.length() + 1) {
        begin(text.substring(opens.length(), text.length() - 1));
        return go(Place.VALUE);
      }
      return isTag && text.length() <= LONGEST_NAME ? Step.MORE : Step.BROKEN;
    }

    private void begin(String name) {
      key = name;
      within = 0;
      isText = ArgumentType.isText(schema());
      sink.arguments(
          (hasArgument ? ", \"" : "{\"") + Escapes.text(key) + "\": " + (isText ? "\"" : ""));
      hasArgument = true;
    }

    private Map<String, Object> schema() {
      return tool.map(known -> known.parameter(key)).orElse(Map.of());
    }

    private Step value() {
      String end = mark + "</" + key + ">";
      if (endsWith(mark + "<" + key + ">") && !isText) {
        within++;
      }
      if (endsWith(end) && within-- == 0) {
        held.setLength(held.length() - end.length());
        sink.arguments(
            isText
                ? Escapes.text(held.toString()) + "\""
                : Json.write(elements.value(held.toString(), schema())));
        return go(Place.BETWEEN);
      }
      int given = held.length() - Partial.length(held, end);
      if (isText && given > 0) {
        sink.arguments(Escapes.text(held.substring(0, given)));
        held.delete(0, given);
      }
      return Step.MORE;
    }

    private boolean endsWith(String end) {
      int from = held.length() - end.length();
      return from >= 0 && held.indexOf(end, from) == from;
    }
  }
}
