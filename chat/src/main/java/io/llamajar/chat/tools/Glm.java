package io.llamajar.chat.tools;

/** GLM 4.5 and later, Ling, Laguna, Spark: names and values of arguments in tags of their own. */
final class Glm {
  static final CallForm FORM =
      new TagCalls(
          new TagCalls.Tags(
              "\n", "<arg_key>", "</arg_key>\n", "<arg_value>", "</arg_value>\n", "</tool_call>"));

  static final Dialect DIALECT =
      Dialect.of(
          "GLM",
          template -> template.contains("<arg_key>"),
          Dialect.Layout.each("<tool_call>", "", "\n"),
          new Mark.Calls("<tool_call>", new EitherCalls(JsonCalls.ONE, FORM, FORM)),
          new Mark.Wrapper("</tool_call>"));

  private Glm() {}
}
