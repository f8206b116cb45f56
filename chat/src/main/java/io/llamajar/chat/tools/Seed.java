package io.llamajar.chat.tools;

/** ByteDance's Seed-OSS: as Qwen3-Coder, with an outer tag of its own. */
final class Seed {
  static final Dialect DIALECT =
      Dialect.of(
          "Seed-OSS",
          template -> template.contains("<seed:tool_call>"),
          Dialect.Layout.each("<seed:tool_call>\n<function=", "\n</seed:tool_call>", "\n"),
          new Mark.Calls(
              "<function=",
              new TagCalls(
                  new TagCalls.Tags(
                      ">\n", "<parameter=", ">", "", "</parameter>\n", "</function>"))),
          new Mark.Wrapper("<seed:tool_call>"),
          new Mark.Wrapper("</seed:tool_call>"));

  private Seed() {}
}
