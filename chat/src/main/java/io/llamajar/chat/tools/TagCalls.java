package io.llamajar.chat.tools;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
   * <p>What stands behind a quote in a tag is attributes. {@code %s} is the one that tells what the
   * value is; {@code #} is any digit.
   *
   * @param nameEnd ends the tool's name
   * @param key opens the name of an argument
   * @param keyEnd ends it
   * @param value opens its value
   * @param valueEnd ends it
   * @param close ends the call
   */
  record Tags(
      String nameEnd, String key, String keyEnd, String value, String valueEnd, String close) {

    /** What ends a tag, be it that it has attributes. */
    private static String end(String tag) {
      boolean hasAttributes = tag.contains("%s") || tag.contains("#");
      return hasAttributes ? tag.substring(tag.lastIndexOf('"') + 1).strip() : tag.strip();
    }

    private String attribute(Map<String, Object> schema, boolean isText) {
      return keyEnd.contains("type=") ? ArgumentType.name(schema) : String.valueOf(isText);
    }
  }

  @Override
  public CallReader reader(CallSink sink, List<Tool> tools) {
    return new Reader(sink, tools);
  }

  @Override
  public String grammar(CallGrammar grammar) {
    return grammar.each(tool ->
        grammar.digits(tool.name() + tags.nameEnd())
            + tool.parameterNames().stream()
                .map(name -> " " + parameter(grammar, tool, name))
                .collect(Collectors.joining())
            + " "
            + grammar.text(tags.close()));
  }

  private String parameter(CallGrammar grammar, Tool tool, String name) {
    Map<String, Object> schema = tool.parameter(name);
    boolean isBareText = ArgumentType.isText(schema) && !schema.containsKey("enum");
    String value =
        isBareText
            ? grammar.textUpTo(tags.valueEnd())
            : bareValue(grammar, schema) + " " + grammar.text(tags.valueEnd());
    String whole =
        grammar.text(
                tags.key()
                    + name
                    + tags.keyEnd().formatted(tags.attribute(schema, isBareText))
                    + tags.value())
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
    private static final Pattern TOLD = Pattern.compile(" (string|type)=\"(?<kind>\\w+)\"");
    private static final Set<String> TEXTS = Set.of("true", "string");

    private final CallSink sink;
    private final List<Tool> tools;
    private final StringBuilder held = new StringBuilder();
    private final String nameEnd = Tags.end(tags.nameEnd());
    private final String keyEnd = Tags.end(tags.keyEnd());
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
        int tag = text.indexOf('<');
        boolean goesOn = tag < 0 || nameEnd.startsWith(text.substring(tag));
        return goesOn && held.length() <= LONGEST_NAME ? Step.MORE : Step.BROKEN;
      }
      String name = beforeQuote(text.substring(0, text.length() - (ends ? nameEnd.length() : 1)));
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

    private static String beforeQuote(String head) {
      int quote = head.indexOf('"');
      return (quote < 0 ? head : head.substring(0, quote)).strip();
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
      String key = beforeQuote(head);
      if (key.isEmpty()) {
        return Step.BROKEN;
      }
      Matcher told = TOLD.matcher(head);
      isText =
          told.find()
              ? TEXTS.contains(told.group("kind"))
              : tool.filter(known -> ArgumentType.isText(known.parameter(key))).isPresent();
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
