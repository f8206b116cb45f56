package io.llamajar.chat.tools;

/** IBM's Granite 3: a mark and a JSON list; the answer may stand between tags. */
final class Granite {
  static final Dialect DIALECT =
      Dialect.of(
          "Granite",
          template -> template.contains("<|tool_call|>"),
          Dialect.Layout.around("<|tool_call|>", ""),
          new Mark.Calls("<|tool_call|>", JsonCalls.LIST),
          new Mark.Calls("<tool_call>", JsonCalls.LIST),
          new Mark.Wrapper("</tool_call>"),
          new Mark.Wrapper("<response>"),
          new Mark.Wrapper("</response>"));

  private Granite() {}
}
