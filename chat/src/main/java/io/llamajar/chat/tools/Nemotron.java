package io.llamajar.chat.tools;

/** Nvidia's Nemotron Nano 2: a JSON list between {@code <TOOLCALL>} tags. */
final class Nemotron {
  static final Dialect DIALECT =
      Dialect.of(
          "Nemotron",
          template -> template.contains("<TOOLCALL>"),
          Dialect.Layout.around("<TOOLCALL>", "</TOOLCALL>"),
          new Mark.Calls("<TOOLCALL>", JsonCalls.LIST),
          new Mark.Wrapper("</TOOLCALL>"));

  private Nemotron() {}
}
