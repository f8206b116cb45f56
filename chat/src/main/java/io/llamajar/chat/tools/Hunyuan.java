package io.llamajar.chat.tools;

/** Tencent's Hunyuan 3: as GLM, with marks of its own. */
final class Hunyuan {
  static final Dialect DIALECT =
      Dialect.of(
          "Hunyuan 3",
          template -> template.contains("<tool_sep{}>"),
          new Dialect.Layout(
              mark("tool_calls") + "\n",
              mark("tool_call"),
              "\n",
              "",
              mark("/tool_calls"),
              mark("tool_calls")),
          new Mark.Calls(
              mark("tool_call"),
              new TagCalls(
                  new TagCalls.Tags(
                      mark("tool_sep") + "\n",
                      mark("arg_key"),
                      mark("/arg_key") + "\n",
                      mark("arg_value"),
                      mark("/arg_value") + "\n",
                      mark("/tool_call")))),
          new Mark.Wrapper(mark("tool_calls")),
          new Mark.Wrapper(mark("/tool_calls")));

  private Hunyuan() {}

  static String mark(String name) {
    return "<" + name + ":opensource>";
  }
}
