package io.llamajar.chat.tools;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a model marks its thoughts.
 *
 * @param open stands before them
 * @param close stands behind them
 * @param resume what it writes before it goes on; mostly nothing
 * @param anywhere whether it may think again after it has said something
 */
public record Thinking(String open, String close, String resume, boolean anywhere) {
  static final Thinking USUAL = of("<think>", "</think>");
  static final Thinking HARMONY =
      new Thinking("<|channel|>analysis<|message|>", "<|end|>", "<|start|>assistant", true);

  // What a template has to mention for it, and the way.
  private static final Map<String, Thinking> KNOWN = known();

  private static Thinking of(String open, String close) {
    return new Thinking(open, close, "", false);
  }

  private static Map<String, Thinking> known() {
    Map<String, Thinking> known = new LinkedHashMap<>();
    known.put("<|channel|>analysis", HARMONY);
    known.put(
        "to=self", new Thinking(" to=self<|message|>", "<|eom|>", "<|start|>assistant", true));
    known.put("<|channel>", new Thinking("<|channel>thought\n", "<channel|>", "", true));
    known.put(
        "'<|open|>'",
        new Thinking(Kimi.open("think"), Kimi.close("think"), Kimi.open("response"), false));
    known.put(
        "<|tool_call:args|>", new Thinking("<|think|>", "<|end|>", "<|begin|>assistant", false));
    known.put("<think{}>", of(Hunyuan.mark("think"), Hunyuan.mark("/think")));
    known.put("<|START_THINKING|>", of("<|START_THINKING|>", "<|END_THINKING|>"));
    known.put("[THINK]", of("[THINK]", "[/THINK]"));
    known.put("<seed:think>", of("<seed:think>", "</seed:think>"));
    known.put("<mm:think>", of("<mm:think>", "</mm:think>"));
    known.put("<|inner_prefix|>", of("<|inner_prefix|>", "<|inner_suffix|>"));
    known.put(
        "Here are my reasoning steps:\\n",
        of("Here are my reasoning steps:", "[BEGIN FINAL RESPONSE]"));
    return known;
  }

  /** The way of a model whose template this is; those that show none may think all the same. */
  public static Thinking of(String template) {
    return KNOWN.entrySet().stream()
        .filter(known -> template.contains(known.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(USUAL);
  }

  /** Whether a template says anything of thoughts. */
  public boolean isIn(String template) {
    return template.contains(close) || template.contains(open.strip());
  }

  /** Whether a prompt has begun the thoughts for the model. */
  public boolean isOpenedBy(String prompt) {
    return prompt.stripTrailing().endsWith(open.strip());
  }

  /** Whether a prompt has ended them for the model, so that it answers at once. */
  public boolean isClosedBy(String prompt) {
    return prompt.stripTrailing().endsWith(close);
  }

  /** What ends thoughts that have to end, so that the answer follows. */
  public String conclusion() {
    return resume.isEmpty()
        ? close + "\n\n"
        : close + resume + (equals(HARMONY) ? answerOpening() : "");
  }

  /** What a model that marks all its parts writes before what it says. */
  String answerOpening() {
    return equals(HARMONY) ? "<|channel|>final<|message|>" : "<|message|>";
  }
}
