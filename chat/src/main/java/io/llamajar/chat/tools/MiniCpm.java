package io.llamajar.chat.tools;

/** MiniCPM 5: {@code <function name="f"><param name="a">1</param></function>}. */
final class MiniCpm {
  static final Dialect DIALECT =
      Dialect.of(
          "MiniCPM",
          template -> template.contains("<function name=\"") && template.contains("<param name=\""),
          Dialect.Layout.each("<function name=\"", "", "\n"),
          new Mark.Calls(
              "<function name=\"",
              new TagCalls(
                  new TagCalls.Tags(
                      "\">", "<param name=\"", "\">", "", "</param>", "</function>"))));

  private MiniCpm() {}
}
