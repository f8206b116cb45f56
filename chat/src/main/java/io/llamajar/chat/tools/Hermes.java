package io.llamajar.chat.tools;

/** Hermes, Qwen 2.5 and 3, Granite 4, the demo model: JSON between {@code <tool_call>} tags. */
final class Hermes {
  static final Mark.Calls MARK =
      new Mark.Calls("<tool_call>", new EitherCalls(JsonCalls.ONE, Glm.FORM, JsonCalls.ONE));
  static final Mark END = new Mark.Wrapper("</tool_call>");

  static final Dialect DIALECT =
      Dialect.of(
          "Hermes",
          template -> template.contains("<tool_call>"),
          Dialect.Layout.each("<tool_call>\n", "\n</tool_call>", "\n"),
          MARK,
          END);

  private Hermes() {}
}
