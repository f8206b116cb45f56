package io.llamajar.chat.tools;

/** SwissAI's Apertus: a list of objects, each with the tool's name and its arguments. */
final class Apertus {
  static final Dialect DIALECT =
      Dialect.of(
          "Apertus",
          template -> template.contains("<|tools_prefix|>"),
          Dialect.Layout.around("<|tools_prefix|>", "<|tools_suffix|>"),
          new Mark.Calls("<|tools_prefix|>", new KeyedCalls()),
          new Mark.Wrapper("<|tools_suffix|>"));

  private Apertus() {}
}
