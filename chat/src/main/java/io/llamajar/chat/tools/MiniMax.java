package io.llamajar.chat.tools;

/**
 * MiniMax: M3 has elements within elements, M2 tags for each argument; M1, and Apriel, have JSON
 * between tags.
 */
final class MiniMax {
  /** Stands before each tag of M3. */
  static final String MARK = "]<]minimax[>[";

  static final Dialect M3 =
      Dialect.of(
          "MiniMax-M3",
          template -> template.contains(MARK),
          new Dialect.Layout(
              MARK + "<tool_call>\n",
              MARK + "<invoke name=\"",
              "\n",
              "",
              MARK + "</tool_call>",
              MARK + "<tool_call>"),
          new Mark.Calls(MARK + "<invoke name=\"", new ElementCalls(MARK, "</invoke>")),
          new Mark.Wrapper(MARK + "<tool_call>"),
          new Mark.Wrapper(MARK + "</tool_call>"));

  static final Dialect M2 =
      Dialect.of(
          "MiniMax-M2",
          template -> template.contains("<minimax:tool_call>"),
          new Dialect.Layout(
              "<minimax:tool_call>\n",
              "<invoke name=\"",
              "\n",
              "",
              "</minimax:tool_call>",
              "<minimax:tool_call>"),
          new Mark.Calls(
              "<invoke name=\"",
              new TagCalls(
                  new TagCalls.Tags(
                      "\">\n", "<parameter name=\"", "\">", "", "</parameter>\n", "</invoke>"))),
          new Mark.Wrapper("<minimax:tool_call>"),
          new Mark.Wrapper("</minimax:tool_call>"));

  static final Dialect M1 =
      Dialect.of(
          "MiniMax-M1",
          template -> template.contains("<tool_calls>"),
          Dialect.Layout.around("<tool_calls>\n", "\n</tool_calls>"),
          new Mark.Calls(
              "<tool_calls>", new JsonCalls(JsonCalls.Keys.USUAL, JsonCalls.Layout.LINES, false)),
          new Mark.Wrapper("</tool_calls>"));

  static final Dialect APRIEL =
      Dialect.of(
          "Apriel",
          template -> template.contains("<tool_calls>["),
          Dialect.Layout.around("<tool_calls>", "</tool_calls>"),
          new Mark.Calls("<tool_calls>", JsonCalls.LIST),
          new Mark.Wrapper("</tool_calls>"),
          new Mark.Wrapper("[END FINAL RESPONSE]"));

  private MiniMax() {}
}
