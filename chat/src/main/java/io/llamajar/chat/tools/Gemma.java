package io.llamajar.chat.tools;

/** Google's Gemma: 4 has a notation of its own, those before were taught to write Python. */
final class Gemma {
  static final Dialect FOUR =
      Dialect.of(
          "Gemma 4",
          template -> template.contains("<|tool_call>"),
          new Dialect.Layout("", "<|tool_call>", "<tool_call|>", "", "", "<|tool_call>"),
          new Mark.Calls("<|tool_call>", new ProgramCalls(ProgramCalls.GEMMA, false)),
          new Mark.Wrapper("<tool_call|>"));

  static final Dialect TOOL_CODE =
      Dialect.of(
          "Gemma 3",
          template -> template.contains("```tool_code"),
          Dialect.Layout.around("```tool_code\n", "\n```"),
          new Mark.Calls("```tool_code\n", new ProgramCalls(ProgramCalls.PYTHON, false)));

  private Gemma() {}
}
