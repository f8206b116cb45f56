package io.llamajar.chat.tools;

/** DeepSeek: R1 and V3, V3.1, and since V3.2 tags that begin with DSML. */
final class DeepSeek {
  private static final String HEAD =
      "\\s*(function\\s*<｜tool▁sep｜>)?(?<name>[\\w.-]+)\\s*(<｜tool▁sep｜>)?\\s*(```(json)?\\s*)?";

  static final Dialect V3_2 = dsml("DeepSeek V3.2", "function_calls");
  static final Dialect V4 = dsml("DeepSeek V4", "tool_calls");

  static final Dialect R1 =
      plain(
          "DeepSeek R1",
          "```json",
          new NamedCalls.Writing("function<｜tool▁sep｜>", "\n```json\n", "\n```"),
          "\n");

  static final Dialect V3_1 =
      plain("DeepSeek V3.1", "<｜tool▁sep｜>", new NamedCalls.Writing("", "<｜tool▁sep｜>", ""), "");

  private DeepSeek() {}

  private static Dialect plain(
      String name, String sign, NamedCalls.Writing writing, String separator) {
    return Dialect.of(
        name,
        template -> template.contains("<｜tool▁calls▁begin｜>") && template.contains(sign),
        new Dialect.Layout(
            "<｜tool▁calls▁begin｜>",
            "<｜tool▁call▁begin｜>",
            "<｜tool▁call▁end｜>",
            separator,
            "<｜tool▁calls▁end｜>",
            "<｜tool▁calls▁begin｜>"),
        new Mark.Calls("<｜tool▁call▁begin｜>", NamedCalls.of(writing, HEAD)),
        new Mark.Wrapper("<｜tool▁calls▁begin｜>"),
        new Mark.Wrapper("```<｜tool▁call▁end｜>"),
        new Mark.Wrapper("<｜tool▁call▁end｜>"),
        new Mark.Wrapper("<｜tool▁calls▁end｜>"));
  }

  private static Dialect dsml(String name, String block) {
    String open = "<｜DSML｜" + block + ">";
    String close = "</｜DSML｜" + block + ">";
    return Dialect.of(
        name,
        template -> template.contains("DSML") && template.contains(block),
        new Dialect.Layout(open + "\n", "<｜DSML｜invoke name=\"", "\n", "", close, open),
        new Mark.Calls(
            "<｜DSML｜invoke name=\"",
            new TagCalls(
                new TagCalls.Tags(
                    "\">\n",
                    "<｜DSML｜parameter name=\"",
                    "\" string=\"%s\">",
                    "",
                    "</｜DSML｜parameter>\n",
                    "</｜DSML｜invoke>"))),
        new Mark.Wrapper(open),
        new Mark.Wrapper(close));
  }
}
