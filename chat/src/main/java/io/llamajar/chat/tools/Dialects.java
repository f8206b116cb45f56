package io.llamajar.chat.tools;

import java.util.List;

/** THE TABLE of dialects. */
public final class Dialects {
  /** For models whose template knows no tools: the commonest way, which the prompt describes. */
  public static final Dialect GENERIC = Hermes.DIALECT;

  // The first that a template shows wins, so those that others resemble come first.
  private static final List<Dialect> ALL =
      List.of(
          Harmony.GPT_OSS,
          Harmony.MUSE,
          Functionary.V3_2,
          Functionary.V3_1,
          Mistral.WITH_IDS,
          Mistral.NAMED,
          Mistral.LIST,
          DeepSeek.V3_2,
          DeepSeek.V4,
          DeepSeek.R1,
          DeepSeek.V3_1,
          Kimi.K2,
          Kimi.K3,
          Cohere.R7B,
          Cohere.R_PLUS,
          Gemma.FOUR,
          Lfm.DIALECT,
          GigaChat.NEW,
          GigaChat.OLD,
          MiniMax.M3,
          MiniMax.M2,
          Apertus.DIALECT,
          Hunyuan.DIALECT,
          Solar.DIALECT,
          MiniMax.APRIEL,
          MiniMax.M1,
          Nemotron.DIALECT,
          Seed.DIALECT,
          MiniCpm.DIALECT,
          QwenCoder.DIALECT,
          Glm.DIALECT,
          Granite.DIALECT,
          Hermes.DIALECT,
          Llama3.DIALECT,
          Gemma.TOOL_CODE);

  // JSON that names a tool is a call whatever the dialect, if the answer begins with it.
  static final List<Mark.Calls> BARE =
      List.of("{", "[{", "[\n{", "```json\n{", "```\n{", "```json\n[{").stream()
          .map(text -> new Mark.Calls(text, Llama3.BARE, text.replaceFirst("```(json)?\n", "")))
          .toList();

  /** Control tokens inside calls. */
  static final List<String> INNER_CONTROLS =
      List.of(
          "<|\"|>",
          "[ARGS]",
          "[CALL_ID]",
          "<|tool_call_argument_begin|>",
          "<|tool_call:name|>",
          "<|tool_call:args|>",
          "<｜tool▁sep｜>",
          "<|constrain|>",
          "｜DSML｜",
          Hunyuan.mark("tool_sep"),
          Hunyuan.mark("arg_key"),
          Hunyuan.mark("/arg_key"),
          Hunyuan.mark("arg_value"),
          Hunyuan.mark("/arg_value"),
          MiniMax.MARK);

  private Dialects() {}

  /** The dialect of the models that have this template; {@link #GENERIC} if it shows none. */
  public static Dialect of(String template) {
    return ALL.stream().filter(dialect -> dialect.isSpokenIn(template)).findFirst().orElse(GENERIC);
  }
}
