package io.llamajar.chat.tools;

/** Hermes, Qwen 2.5 and 3, Granite 4, the demo model: JSON between {@code <tool_call>} tags. */
final class Hermes {
  static final Dialect DIALECT =
      Dialect.of(
          "Hermes",
          template -> template.contains("<tool_call>"),
          Dialect.Layout.each("<tool_call>\n", "\n</tool_call>", "\n"),
          new Mark.Calls("<tool_call>", new EitherCalls(JsonCalls.ONE, Glm.FORM, JsonCalls.ONE)),
          new Mark.Wrapper("</tool_call>"));

  private Hermes() {}
}
