package io.llamajar.chat.tools;

/**
 * Moonshot's Kimi: in K2 a call's id is the tool's name and a number, and stays with it; K3 has
 * elements, with attributes, for everything.
 */
final class Kimi {
  static final Dialect K2 =
      Dialect.of(
              "Kimi K2",
              template -> template.contains("<|tool_call_begin|>"),
              new Dialect.Layout(
                  "<|tool_calls_section_begin|>",
                  "<|tool_call_begin|>",
                  "<|tool_call_end|>",
                  "",
                  "<|tool_calls_section_end|>",
                  "<|tool_calls_section_begin|>"),
              new Mark.Calls(
                  "<|tool_call_begin|>",
                  NamedCalls.of(
                      new NamedCalls.Writing("functions.", ":#<|tool_call_argument_begin|>", ""),
                      "\\s*(?<id>(functions\\.)?(?<name>[\\w.-]+?)(:\\d+)?)\\s*"
                          + "(<\\|tool_call_argument_begin\\|>)?\\s*")),
              new Mark.Wrapper("<|tool_calls_section_begin|>"),
              new Mark.Wrapper("<|tool_call_end|>"),
              new Mark.Wrapper("<|tool_calls_section_end|>"))
          .whereCallsEndThought();

  static final Dialect K3 =
      Dialect.of(
          "Kimi K3",
          template -> template.contains("'<|open|>'"),
          new Dialect.Layout(
              close("response") + open("tools"),
              "<|open|>call tool=\"",
              "",
              "",
              close("tools"),
              close("response") + open("tools")),
          new Mark.Calls(
              "<|open|>call tool=\"",
              new TagCalls(
                  new TagCalls.Tags(
                      "\" index=\"#\"<|sep|>",
                      "<|open|>argument key=\"",
                      "\" type=\"%s\"<|sep|>",
                      "",
                      close("argument"),
                      close("call")))),
          new Mark.Wrapper(open("response")),
          new Mark.Wrapper(close("response")),
          new Mark.Wrapper(open("tools")),
          new Mark.Wrapper(close("tools")),
          new Mark.Wrapper(close("message")));

  private Kimi() {}

  static String open(String element) {
    return "<|open|>" + element + "<|sep|>";
  }

  static String close(String element) {
    return "<|close|>" + element + "<|sep|>";
  }
}
