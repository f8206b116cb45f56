package io.llamajar.tokenizer;

import java.util.List;

/**
 * What a special token is for. A GGUF file names the token under a key; where it does not,
 * llama.cpp and Llamajar recognise some by their text.
 */
public enum Role {
  /** Beginning of text, or of a sentence pair (BERT's {@code [CLS]}). */
  BOS(List.of("bos")),
  /** End of text. */
  EOS(List.of("eos")),
  /** End of a turn in a conversation. */
  EOT(
      List.of("eot"),
      "<|eot_id|>",
      "<|im_end|>",
      "<|end|>",
      "<end_of_turn>",
      "<|endoftext|>",
      "<|end_of_text|>",
      "<EOT>",
      "_<EOT>",
      "[EOT]",
      "<｜end▁of▁sentence｜>",
      "<end_of_utterance>"),
  /** End of a message that calls a tool and awaits its answer. */
  EOM(List.of("eom"), "<|eom_id|>"),
  /** Stands for what the vocabulary cannot spell. */
  UNKNOWN(List.of("unknown")),
  /** Between two sentences. The key really is misspelt. */
  SEPARATOR(List.of("seperator")),
  PADDING(List.of("padding")),
  MASK(List.of("mask")),
  /** Fill in the middle: the text before the gap follows. */
  FIM_PREFIX(
      List.of("fim_pre", "prefix"),
      "<|fim_prefix|>",
      "<fim-prefix>",
      "<fim_prefix>",
      "<｜fim▁begin｜>",
      "<PRE>",
      "▁<PRE>",
      "<|code_prefix|>",
      "<|prefix|>"),
  /** Fill in the middle: the text after the gap follows. */
  FIM_SUFFIX(
      List.of("fim_suf", "suffix"),
      "<|fim_suffix|>",
      "<fim-suffix>",
      "<fim_suffix>",
      "<｜fim▁hole｜>",
      "<SUF>",
      "▁<SUF>",
      "<|code_suffix|>",
      "<|suffix|>"),
  /** Fill in the middle: what fills the gap follows. */
  FIM_MIDDLE(
      List.of("fim_mid", "middle"),
      "<|fim_middle|>",
      "<fim-middle>",
      "<fim_middle>",
      "<｜fim▁end｜>",
      "<MID>",
      "▁<MID>",
      "<|code_middle|>",
      "<|middle|>"),
  FIM_PADDING(List.of("fim_pad"), "<|fim_pad|>", "<fim-pad>", "<fim_pad>", "<PAD>", "[PAD]"),
  /** The name of a repository follows. */
  FIM_REPOSITORY(
      List.of("fim_rep"), "<|fim_repo|>", "<|repo_name|>", "<fim-repo>", "<REPO>", "<reponame>"),
  /** Another file of the repository follows. */
  FIM_FILE(List.of("fim_sep"), "<|file_sep|>");

  @SuppressWarnings("ImmutableEnumChecker") // toList() is unmodifiable
  private final List<String> keys;

  @SuppressWarnings("ImmutableEnumChecker") // it is a List.of
  private final List<String> texts;

  Role(List<String> names, String... texts) {
    this.keys = names.stream().map(name -> "tokenizer.ggml." + name + "_token_id").toList();
    this.texts = List.of(texts);
  }

  /** The metadata keys that name the token; of several present the last one counts. */
  List<String> keys() {
    return keys;
  }

  /** The texts by which the token is recognised otherwise, best first. */
  List<String> texts() {
    return texts;
  }
}
