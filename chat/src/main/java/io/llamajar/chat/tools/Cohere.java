package io.llamajar.chat.tools;

/** Cohere's Command R7B and later, and Command R+. */
final class Cohere {
  private static final JsonCalls LIST =
      new JsonCalls(new JsonCalls.Keys("tool_name", "parameters"), JsonCalls.Layout.LIST, false);

  static final Dialect R7B =
      Dialect.of(
          "Command R7B",
          template -> template.contains("<|START_ACTION|>"),
          Dialect.Layout.around("<|START_ACTION|>", "<|END_ACTION|>"),
          new Mark.Calls("<|START_ACTION|>", LIST),
          new Mark.Wrapper("<|END_ACTION|>"),
          new Mark.Wrapper("<|START_RESPONSE|>"),
          new Mark.Wrapper("<|END_RESPONSE|>"),
          new Mark.Wrapper("<|START_TEXT|>"),
          new Mark.Wrapper("<|END_TEXT|>"));

  static final Dialect R_PLUS =
      Dialect.of(
          "Command R+",
          template -> template.contains("Action:\\n```json"),
          Dialect.Layout.around("Action:\n```json\n", "\n```"),
          new Mark.Calls("Action:\n```json", LIST),
          new Mark.Calls("Action:```json", LIST),
          new Mark.Wrapper("```"));

  private Cohere() {}
}
