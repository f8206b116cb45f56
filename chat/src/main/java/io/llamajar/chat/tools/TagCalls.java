package io.llamajar.chat.tools;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Calls between tags, each argument in its own: {@code <function=f><parameter=a>1</parameter>
 * </function>}. Values are bare text, which becomes JSON as the tool's schema says.
 */
record TagCalls(Tags tags) implements CallForm {
  /**
   * The tags after the one that opens a call, in their order; spaces at their ends are for the
   * grammar only.
   *
   * @param nameEnd ends the tool's name
   * @param key opens the name of an argument
   * @param keyEnd ends it; what stands behind a quote there is attributes
   * @param value opens its value
   * @param valueEnd ends it
   * @param close ends the call
   */
  record Tags(
      String nameEnd, String key, String keyEnd, String value, String valueEnd, String close) {}

  @Override
  public CallReader reader(CallSink sink, List<Tool> tools) {
    return new Reader(sink, tools);
  }

  @Override
  public String grammar(CallGrammar grammar) {
    return grammar.each(tool ->
        grammar.text(tool.name() + tags.nameEnd())
            + tool.parameterNames().stream()
                .map(name -> " " + parameter(grammar, tool, name))
                .collect(Collectors.joining())
            + " "
            + grammar.text(tags.close()));
  }

  private String parameter(CallGrammar grammar, Tool tool, String name) {
    Map<String, Object> schema = tool.parameter(name);
    boolean isBareText = ArgumentType.isText(schema) && !schema.containsKey("enum");
    String attribute = tags.keyEnd().contains("%s") ? String.valueOf(isBareText) : "";
    String value =
        isBareText
            ? grammar.textUpTo(tags.valueEnd())
            : bareValue(grammar, schema) + " " + grammar.text(tags.valueEnd());
    String whole =
        grammar.text(tags.key() + name + tags.keyEnd().formatted(attribute) + tags.value())
            + " "
            + value;
    return tool.requires(name) ? whole : "( " + whole + " )?";
  }

  private static String bareValue(CallGrammar grammar, Map<String, Object> schema) {
    return ArgumentType.isText(schema) && schema.get("enum") instanceof List<?> values
        ? values.stream()
            .map(value -> grammar.text(value.toString()))
            .collect(Collectors.joining(" | ", "( ", " )"))
        : grammar.value(schema);
  }

  private enum Place {
    NAME,
    BETWEEN,
    KEY,
    GAP,
    VALUE
  }

  private final class Reader implements CallReader {
    private static final int LONGEST_NAME = 300;

    private final CallSink sink;
    private final List<Tool> tools;
    private final StringBuilder held = new StringBuilder();
    private final String nameEnd = tags.nameEnd().strip();
    private final String keyEnd = tags.keyEnd().contains("%s") ? ">" : tags.keyEnd().strip();
    private Place place = Place.NAME;
    private Optional<Tool> tool = Optional.empty();
    private boolean hasArgument;
    private boolean isText; // the value that is being read
    private boolean hasText;

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
        case KEY -> key();
        case GAP -> gap();
        case VALUE -> value();
      };
    }

    /** The name ends at its own end, or where a tag opens: models forget a line break. */
    private Step name() {
      String text = held.toString();
      boolean ends = !nameEnd.isEmpty() && text.endsWith(nameEnd);
      boolean opens = nameEnd.isEmpty() && text.endsWith("<");
      if (!ends && !opens) {
        return held.length() > LONGEST_NAME || text.contains("<") ? Step.BROKEN : Step.MORE;
      }
      String name = text.substring(0, text.length() - (ends ? nameEnd.length() : 1)).strip();
      if (name.isEmpty() || name.chars().anyMatch(c -> Character.isWhitespace(c) || c == '{')) {
        return Step.BROKEN;
      }
      tool = Tool.find(tools, name);
      sink.begin(name);
      held.setLength(0);
      held.append(opens ? "<" : "");
      place = Place.BETWEEN;
      return Step.MORE;
    }

    private Step between() {
      String text = held.toString().stripLeading();
      if (text.equals(tags.key().strip())) {
        return go(Place.KEY);
      }
      if (text.equals(tags.close().strip())) {
        sink.arguments(hasArgument ? "}" : "{}");
        sink.end();
        return Step.DONE;
      }
      return tags.key().strip().startsWith(text) || tags.close().strip().startsWith(text)
          ? Step.MORE
          : Step.BROKEN;
    }

    private Step go(Place next) {
      held.setLength(0);
      place = next;
      return Step.MORE;
    }

    private Step key() {
      String text = held.toString();
      if (!text.endsWith(keyEnd)) {
        return held.length() > LONGEST_NAME ? Step.BROKEN : Step.MORE;
      }
      String head = text.substring(0, text.length() - keyEnd.length()).strip();
      int quote = head.indexOf('"');
      String key = quote < 0 ? head : head.substring(0, quote);
      if (key.isEmpty()) {
        return Step.BROKEN;
      }
      isText =
          head.contains("string=\"true\"")
              || (!head.contains("string=\"false\"")
                  && tool.filter(known -> ArgumentType.isText(known.parameter(key))).isPresent());
      hasText = false;
      sink.arguments(
          (hasArgument ? ", \"" : "{\"") + Escapes.text(key) + "\": " + (isText ? "\"" : ""));
      hasArgument = true;
      return go(tags.value().isBlank() ? Place.VALUE : Place.GAP);
    }

    private Step gap() {
      String text = held.toString().stripLeading();
      String opens = tags.value().strip();
      if (text.equals(opens)) {
        return go(Place.VALUE);
      }
      return opens.startsWith(text) ? Step.MORE : Step.BROKEN;
    }

    /**
     * A value; a line break right after its tag and one right before the end belong to the tags.
     */
    private Step value() {
      String end = tags.valueEnd().strip();
      if (!hasText && held.charAt(0) == '\n') {
        held.deleteCharAt(0);
        hasText = true;
      }
      if (endsWith(end)) {
        held.setLength(held.length() - end.length());
        if (!held.isEmpty() && held.charAt(held.length() - 1) == '\n') {
          held.setLength(held.length() - 1);
        }
        sink.arguments(
            isText ? Escapes.text(held.toString()) + "\"" : ArgumentType.json(held.toString()));
        return go(Place.BETWEEN);
      }
      if (isText && !held.isEmpty()) {
        giveText(Partial.length(held, "\n" + end, end));
      }
      hasText = true;
      return Step.MORE;
    }

    private boolean endsWith(String end) {
      int from = held.length() - end.length();
      return from >= 0 && held.indexOf(end, from) == from;
    }

    /** Gives what cannot belong to the end any more. */
    private void giveText(int kept) {
      int given = held.length() - kept;
      if (given > 0) {
        sink.arguments(Escapes.text(held.substring(0, given)));
        held.delete(0, given);
      }
    }
  }
}
