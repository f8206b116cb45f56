package io.llamajar.chat.tools;

import io.llamajar.chat.schema.JsonSchema;
import io.llamajar.chat.template.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Collects the rules of a grammar of calls while the form of the calls is written down. */
final class CallGrammar {
  private final List<Tool> tools;
  private final boolean parallel;
  private final Function<String, OptionalInt> controls;
  private final StringBuilder rules = new StringBuilder();
  private final Map<String, String> named = new LinkedHashMap<>(); // rules by what they are for

  /**
   * @param controls the number of a control token by its text; none for what is plain text
   */
  CallGrammar(List<Tool> tools, boolean parallel, Function<String, OptionalInt> controls) {
    this.tools = tools;
    this.parallel = parallel;
    this.controls = controls;
  }

  /** The whole grammar. */
  String grammar(String root) {
    return "root ::= " + root + "\n" + rules;
  }

  /** A text, in which control tokens are tokens. */
  String text(String text) {
    StringBuilder parts = new StringBuilder();
    int plain = 0;
    for (int i = 0; i < text.length(); i++) {
      String name = control(text, i);
      OptionalInt token = name.isEmpty() ? OptionalInt.empty() : controls.apply(name);
      if (token.isPresent()) {
        parts
            .append(literal(text.substring(plain, i)))
            .append(" <[%d]> ".formatted(token.getAsInt()));
        plain = i + name.length();
        i = plain - 1;
      }
    }
    return parts.append(literal(text.substring(plain))).toString();
  }

  /**
   * What may be a control token from a place on: what stands in brackets, with them, or nothing.
   */
  private static String control(String text, int from) {
    if (text.startsWith(MiniMax.MARK, from)) {
      return MiniMax.MARK;
    }
    int bracket = "<[｜".indexOf(text.charAt(from));
    int end = bracket < 0 ? -1 : text.indexOf(">]｜".charAt(bracket), from + 1);
    return end < 0 ? "" : text.substring(from, end + 1);
  }

  private static String literal(String text) {
    StringBuilder literal = new StringBuilder("\"");
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '"' -> literal.append("\\\"");
            case '\\' -> literal.append("\\\\");
            case '\n' -> literal.append("\\n");
            case '\r' -> literal.append("\\r");
            case '\t' -> literal.append("\\t");
            default -> literal.appendCodePoint(c);
          }
        });
    return literal.append('"').toString();
  }

  /** A literal in which {@code #} is any digit. */
  String digits(String text) {
    return text(text).replace("#", "\" [0-9] \"");
  }

  /** A literal of which a model may leave out line breaks at the beginning and the end. */
  String loose(String text) {
    String inner = text.strip();
    String before = text.startsWith("\n") ? "\"\\n\"? " : "";
    return before + text(inner) + (!inner.isEmpty() && text.endsWith("\n") ? " \"\\n\"?" : "");
  }

  /** One of the tools. */
  String each(Function<Tool, String> call) {
    return tools.stream().map(call).collect(Collectors.joining(" | ", "( ", " )"));
  }

  /** A call, or several if they are wanted. */
  String several(String call, String separator) {
    return parallel ? call + " ( " + separator + " " + call + " )*" : call;
  }

  /** The arguments of a tool as JSON. */
  String arguments(Tool tool) {
    return value(tool.schema());
  }

  /** JSON that satisfies a schema. */
  String value(Map<String, Object> schema) {
    return rule(
        "schema " + Json.write(schema), name -> Gbnf.rename(JsonSchema.grammar(schema), name));
  }

  /** What another grammar matches. */
  String answer(String gbnf) {
    return rule("answer", name -> Gbnf.rename(gbnf, name));
  }

  /** Any text up to an end, which it does not contain, and the end. */
  String textUpTo(String end) {
    String literal = text(end);
    return literal.contains(" <[")
        ? "[^\\x00]* " + literal // the text has no control tokens
        : rule("text " + end, name -> untilRules(end, name));
  }

  private String rule(String key, Function<String, String> content) {
    String known = named.get(key);
    if (known != null) {
      return known;
    }
    String name = "r" + named.size();
    named.put(key, name);
    rules.append(content.apply(name).strip()).append('\n');
    return name;
  }

  /** A rule for each length of the end's beginning that the text ends with. */
  private static String untilRules(String end, String name) {
    int[] points = end.codePoints().toArray();
    StringBuilder rules = new StringBuilder();
    for (int state = 0; state < points.length; state++) {
      List<String> ways = new ArrayList<>();
      for (int c : IntStream.of(points).distinct().toArray()) {
        int next = next(points, state, c);
        ways.add("[" + inClass(c) + "]" + (next == points.length ? "" : " " + name(name, next)));
      }
      String others =
          IntStream.of(points)
              .distinct()
              .mapToObj(CallGrammar::inClass)
              .collect(Collectors.joining());
      ways.add("[^" + others + "] " + name);
      rules.append(name(name, state)).append(" ::= ").append(String.join(" | ", ways)).append('\n');
    }
    return rules.toString();
  }

  private static String name(String name, int state) {
    return state == 0 ? name : name + "-" + state;
  }

  /** How much of the end a text ends with after one more character. */
  private static int next(int[] end, int state, int c) {
    int[] text = IntStream.concat(IntStream.of(end).limit(state), IntStream.of(c)).toArray();
    for (int length = text.length; length > 0; length--) {
      int from = text.length - length;
      if (IntStream.range(0, length).allMatch(i -> text[from + i] == end[i])) {
        return length;
      }
    }
    return 0;
  }

  private static String inClass(int c) {
    boolean isPlain = c < 128 && Character.isLetterOrDigit(c);
    return isPlain ? Character.toString(c) : "\\U%08X".formatted(c);
  }

  /** The arguments of a tool as members of a program's call; those it requires come first. */
  String members(Tool tool, ProgramCalls.Syntax syntax) {
    List<String> names = tool.parameterNames();
    List<String> required = names.stream().filter(tool::requires).toList();
    List<String> optional = names.stream().filter(name -> !tool.requires(name)).toList();
    Function<String, String> member = name -> member(tool, name, syntax);
    if (!required.isEmpty()) {
      return required.stream().map(member).collect(Collectors.joining(" \",\" "))
          + more(optional, member);
    }
    List<String> ways = new ArrayList<>();
    for (int i = 0; i < optional.size(); i++) {
      ways.add(
          member.apply(optional.get(i)) + more(optional.subList(i + 1, optional.size()), member));
    }
    return ways.isEmpty() ? "" : "( " + String.join(" | ", ways) + " )?";
  }

  private static String more(List<String> optional, Function<String, String> member) {
    return optional.stream()
        .map(name -> " ( \",\" " + member.apply(name) + " )?")
        .collect(Collectors.joining());
  }

  private String member(Tool tool, String name, ProgramCalls.Syntax syntax) {
    Map<String, Object> schema = tool.parameter(name);
    String quote = syntax.literals().quotes().getFirst();
    boolean ownQuotes = quote.startsWith("<") && ArgumentType.isText(schema);
    String value = ownQuotes ? text(quote) + " " + textOf(schema, quote) : value(schema);
    return text(name + syntax.assigns()) + " " + value;
  }

  /** Bare text that satisfies a schema as far as that names it, and an end. */
  String textOf(Map<String, Object> schema, String end) {
    return schema.get("enum") instanceof List<?> values
        ? values.stream()
            .map(value -> text(value + end))
            .collect(Collectors.joining(" | ", "( ", " )"))
        : textUpTo(end);
  }
}
