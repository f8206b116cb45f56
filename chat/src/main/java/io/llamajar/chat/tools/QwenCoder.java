package io.llamajar.chat.tools;

/** Qwen3-Coder, Qwen 3.5, Nemotron 3: {@code <function=f>} and {@code <parameter=a>}. */
final class QwenCoder {
  static final Dialect DIALECT =
      Dialect.of(
              "Qwen3-Coder",
              template -> template.contains("<function=") && template.contains("<parameter="),
              Dialect.Layout.each("<tool_call>\n<function=", "\n</tool_call>", "\n"),
              new Mark.Calls(
                  "<function=",
                  new TagCalls(
                      new TagCalls.Tags(
                          ">\n", "<parameter=", ">\n", "", "\n</parameter>\n", "</function>"))),
              new Mark.Wrapper("<tool_call>"),
              new Mark.Wrapper("</tool_call>"))
          .whereCallsEndThought();

  private QwenCoder() {}
}
