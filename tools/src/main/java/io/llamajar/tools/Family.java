package io.llamajar.tools;

import java.util.Set;

/** What models of one architecture have in common: keys, tensors, numbers. */
enum Family {
  LLAMA("llama", "llama-bpe", 5e5f, 1e-5f),
  QWEN2("qwen2", "qwen2", 1e6f, 1e-6f, Trait.BIASES),
  QWEN3("qwen3", "qwen2", 1e6f, 1e-6f, Trait.HEAD_NORMS),
  GEMMA3("gemma3", "llama-bpe", 1e6f, 1e-6f, Trait.HEAD_NORMS, Trait.POST_NORMS, Trait.WINDOW);

  /** What only some have. */
  enum Trait {
    /** Biases on queries, keys and values. */
    BIASES,
    /** Norms of each head's query and key. */
    HEAD_NORMS,
    /** Norms behind attention and feed-forward network. */
    POST_NORMS,
    /** Layers that see only a sliding window. */
    WINDOW
  }

  private final String architecture;
  private final String preTokenizer;
  private final float ropeBase;
  private final float epsilon;
  private final Set<Trait> traits;

  Family(String architecture, String preTokenizer, float ropeBase, float epsilon, Trait... traits) {
    this.architecture = architecture;
    this.preTokenizer = preTokenizer;
    this.ropeBase = ropeBase;
    this.epsilon = epsilon;
    this.traits = Set.of(traits);
  }

  /** {@code general.architecture}. */
  String architecture() {
    return architecture;
  }

  /** {@code tokenizer.ggml.pre}: how text is split into words. */
  String preTokenizer() {
    return preTokenizer;
  }

  float ropeBase() {
    return ropeBase;
  }

  /** What norms add before they divide. */
  float epsilon() {
    return epsilon;
  }

  boolean has(Trait trait) {
    return traits.contains(trait);
  }
}
