package io.llamajar.chat.tools;

/** Liquid's LFM2: a list of calls as Python writes them. */
final class Lfm {
  private static final CallForm PYTHON = new ProgramCalls(ProgramCalls.PYTHON, true);

  static final Dialect DIALECT =
      Dialect.of(
          "LFM2",
          template ->
              template.contains("<|tool_call_start|>")
                  || template.contains("<|tool_list_start|>")
                  || template.contains("List of tools: ["),
          Dialect.Layout.around("<|tool_call_start|>", "<|tool_call_end|>"),
          new Mark.Calls("<|tool_call_start|>", PYTHON),
          new Mark.Wrapper("<|tool_call_end|>"));

  private Lfm() {}
}
