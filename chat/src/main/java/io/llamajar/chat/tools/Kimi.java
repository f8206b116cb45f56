package io.llamajar.chat.tools;

/** Moonshot's Kimi K2: a call's id is the tool's name and a number, and stays with it. */
final class Kimi {
  static final Dialect DIALECT =
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

  private Kimi() {}
}
