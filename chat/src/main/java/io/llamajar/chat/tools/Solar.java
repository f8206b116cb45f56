package io.llamajar.chat.tools;

/**
 * Upstage's Solar Open: thoughts, what is said, and calls are messages, which say what they are.
 */
final class Solar {
  static final Dialect DIALECT =
      Dialect.of(
          "Solar Open",
          template -> template.contains("<|tool_call:args|>"),
          new Dialect.Layout(
              "<|tool_calls|>",
              "<|tool_call:begin|>",
              "<|tool_call:end|>",
              "",
              "<|calls|>",
              "<|tool_calls|>"),
          new Mark.Calls(
              "<|tool_call:begin|>",
              NamedCalls.of(
                  new NamedCalls.Writing("##########<|tool_call:name|>", "<|tool_call:args|>", ""),
                  "(?<id>[^<]*)<\\|tool_call:name\\|>(?<name>[\\w.-]+)"
                      + "<\\|tool_call:args\\|>\\s*")),
          new Mark.Wrapper("<|begin|>assistant"),
          new Mark.Wrapper("<|content|>"),
          new Mark.Wrapper("<|tool_calls|>"),
          new Mark.Wrapper("<|tool_call:end|>"),
          new Mark.Wrapper("<|calls|>"));

  private Solar() {}
}
