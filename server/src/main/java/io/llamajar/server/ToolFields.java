package io.llamajar.server;

import io.llamajar.chat.template.Json;
import io.llamajar.chat.tools.Offer;
import io.llamajar.chat.tools.Tool;
import io.llamajar.chat.tools.ToolChoice;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads which tools a model may, must or must not call, as OpenAI's APIs tell it. */
final class ToolFields {
  private static final int MOST_TOOLS = 1024;
  private static final String TOOLS = "tools";
  private static final String CHOICE = "tool_choice";
  private static final String FUNCTION = "function";

  private ToolFields() {}

  /** Of a chat; its oldest clients call tools functions. */
  static Offer ofChat(Fields fields) {
    if (isOld(fields)) {
      List<Tool> tools =
          fields.objects("functions", MOST_TOOLS).stream().map(ToolFields::tool).toList();
      return new Offer(tools, choice(fields, "function_call", tools), false);
    }
    List<Tool> tools =
        functions(fields).stream()
            .map(tool -> tool.object(FUNCTION).orElseThrow(() -> tool.missing(FUNCTION)))
            .map(ToolFields::tool)
            .toList();
    return offer(fields, tools);
  }

  /** Whether a request is in the words of the oldest clients, who want to be answered in them. */
  static boolean isOld(Fields fields) {
    return fields.has("functions") && !fields.has(TOOLS);
  }

  /** Of the newer API, which says the same with fewer objects within objects. */
  static Offer ofResponse(Fields fields) {
    return offer(fields, functions(fields).stream().map(ToolFields::tool).toList());
  }

  private static List<Fields> functions(Fields fields) {
    List<Fields> tools = fields.objects(TOOLS, MOST_TOOLS);
    for (Fields tool : tools) {
      if (!tool.requiredText("type").equals(FUNCTION)) {
        throw tool.wrong("type", "\"function\"");
      }
    }
    return tools;
  }

  private static Tool tool(Fields function) {
    return tool(function, "parameters");
  }

  /**
   * A tool.
   *
   * @param schema the name of the field with its parameters' schema
   */
  static Tool tool(Fields function, String schema) {
    return new Tool(
        function.requiredText("name"),
        function.text("description").orElse(""),
        function.object(schema).map(ToolFields::named).orElse(Map.of()),
        function.flag("strict", false));
  }

  private static Map<String, Object> named(Fields fields) {
    Map<String, Object> named = Json.object();
    fields.tree().forEach((name, value) -> named.put(String.valueOf(name), value));
    return named;
  }

  private static Offer offer(Fields fields, List<Tool> tools) {
    Optional<Fields> subset = allowed(fields);
    List<Tool> offered = subset.map(some -> some(some, tools)).orElse(tools);
    ToolChoice choice =
        subset.isPresent() ? mode(subset.get(), offered) : choice(fields, CHOICE, offered);
    return new Offer(offered, choice, fields.flag("parallel_tool_calls", true));
  }

  /** A choice that says which of the tools may be called this time. */
  private static Optional<Fields> allowed(Fields fields) {
    return fields
        .value(CHOICE)
        .filter(Map.class::isInstance)
        .flatMap(choice -> fields.object(CHOICE))
        .filter(choice -> choice.text("type").equals(Optional.of("allowed_tools")))
        .map(choice -> choice.object("allowed_tools").orElse(choice));
  }

  private static List<Tool> some(Fields allowed, List<Tool> tools) {
    Set<String> names =
        allowed.objects(TOOLS, MOST_TOOLS).stream()
            .map(tool -> name(tool.object(FUNCTION).orElse(tool), tools))
            .collect(Collectors.toSet());
    return tools.stream().filter(tool -> names.contains(tool.name())).toList();
  }

  private static String name(Fields function, List<Tool> tools) {
    String name = function.requiredText("name");
    checkThere(new ToolChoice.Named(name), tools, function.name("name"));
    return name;
  }

  private static ToolChoice mode(Fields allowed, List<Tool> tools) {
    ToolChoice mode = mode(allowed.text("mode").orElse("auto"), allowed, "mode");
    checkThere(mode, tools, allowed.name(TOOLS));
    return mode;
  }

  private static ToolChoice choice(Fields fields, String field, List<Tool> tools) {
    Object value = fields.value(field).orElse("auto");
    ToolChoice choice =
        value instanceof String text ? mode(text, fields, field) : named(fields, field);
    checkThere(choice, tools, fields.name(field));
    return choice;
  }

  private static ToolChoice mode(String text, Fields fields, String field) {
    return switch (text) {
      case "auto" -> ToolChoice.Mode.AUTO;
      case "none" -> ToolChoice.Mode.NONE;
      case "required", "any" -> ToolChoice.Mode.REQUIRED;
      default -> throw fields.wrong(field, "\"auto\", \"none\", \"required\" or a tool");
    };
  }

  private static ToolChoice named(Fields fields, String field) {
    Fields choice = fields.object(field).orElseThrow(() -> fields.missing(field));
    if (!choice.text("type").orElse(FUNCTION).equals(FUNCTION)) {
      throw choice.wrong("type", "\"function\" or \"allowed_tools\"");
    }
    return new ToolChoice.Named(choice.object(FUNCTION).orElse(choice).requiredText("name"));
  }

  /** Makes sure that a model that must call something can. */
  static void checkThere(ToolChoice choice, List<Tool> tools, String field) {
    if (choice.isForced() && choice.allowed(tools).isEmpty()) {
      throw ApiException.field(
          field,
          choice instanceof ToolChoice.Named(String name)
              ? "There is no tool '%s' to be called; choose one of the tools".formatted(name)
              : "There are no tools of which one must be called; give some");
    }
  }
}
