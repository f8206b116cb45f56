package io.llamajar.tokenizer;

import static io.llamajar.tokenizer.PreTokenizer.Trait.ADD_BOS;
import static io.llamajar.tokenizer.PreTokenizer.Trait.ADD_SEP;
import static io.llamajar.tokenizer.PreTokenizer.Trait.IGNORE_MERGES;
import static io.llamajar.tokenizer.PreTokenizer.Trait.KEEP_SPACES;
import static io.llamajar.tokenizer.PreTokenizer.Trait.NO_DEFAULT_BOS;
import static io.llamajar.tokenizer.PreTokenizer.Trait.RAW;
import static io.llamajar.tokenizer.PreTokenizer.Trait.SPACES_ESCAPED;
import static io.llamajar.tokenizer.PreTokenizer.Trait.WHOLE_NEWLINES;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a byte-pair vocabulary cuts text into words before it merges, and its other habits: THE
 * TABLE, keyed by what {@code tokenizer.ggml.pre} says.
 *
 * @param rules each cuts the pieces that the one before it left
 */
record PreTokenizer(List<Splitter> rules, Set<Trait> traits) {
  /** What else distinguishes a byte-pair vocabulary. */
  enum Trait {
    /** A beginning-of-text token is added unless the file says otherwise. */
    ADD_BOS,
    /** A separator is added unless the file says otherwise. */
    ADD_SEP,
    /** The file must name the beginning-of-text token if there is one. */
    NO_DEFAULT_BOS,
    /** A word that is a token is that token, whatever its merges give. */
    IGNORE_MERGES,
    /** Decoded text keeps its spaces before punctuation. */
    KEEP_SPACES,
    /** Tokens are plain UTF-8, not spelled in the byte alphabet. */
    RAW,
    /** Spaces are U+2581 in tokens. */
    SPACES_ESCAPED,
    /** A run of newlines that is a token is that token. */
    WHOLE_NEWLINES
  }

  private static final Map<String, PreTokenizer> TABLE = new HashMap<>();

  static {
    // spotless:off
    row(Rules.DEFAULT,        Set.of(), "default");
    row(Rules.GPT2,           Set.of(), "gpt-2", "phi-2", "jina-es", "jina-de", "gigachat",
        "jina-v2-es", "jina-v2-de", "a.x-4.0", "mellum", "modern-bert", "mpt", "olmo", "jais",
        "exaone4");
    row(Rules.GPT2,           Set.of(KEEP_SPACES), "trillion", "granite-docling");
    row(Rules.GPT2,           Set.of(ADD_SEP), "jina-v1-en", "jina-v2-code", "roberta-bpe");
    row(Rules.STARCODER,      Set.of(), "starcoder", "refact", "codeshell", "exaone", "minerva-7b",
        "mellum2");
    row(Rules.STARCODER,      Set.of(KEEP_SPACES), "command-r", "smollm");
    row(Rules.FALCON,         Set.of(), "falcon");
    row(Rules.LLAMA3,         Set.of(IGNORE_MERGES, ADD_BOS), "llama3", "llama-v3", "llama-bpe",
        "falcon3", "falcon-h1", "pixtral", "midm-2.0", "lfm2", "jina-v5-nano");
    row(Rules.LLAMA3,         Set.of(), "dbrx", "smaug-bpe");
    row(Rules.LLAMA3,         Set.of(NO_DEFAULT_BOS), "glm4", "chatglm-bpe");
    row(Rules.MINICPM5,       Set.of(IGNORE_MERGES), "minicpm5");
    row(Rules.JAIS2,          Set.of(), "jais-2");
    row(Rules.QWEN2,          Set.of(), "stablelm2", "megrez");
    row(Rules.QWEN2,          Set.of(KEEP_SPACES), "qwen2", "deepseek-r1-qwen", "kormo", "f2llmv2",
        "hunyuan", "grok-2", "solar-open");
    row(Rules.QWEN35,         Set.of(KEEP_SPACES), "qwen35");
    row(Rules.UFAKZEKA,       Set.of(KEEP_SPACES), "ufakzeka");
    row(Rules.LAGUNA,         Set.of(KEEP_SPACES), "laguna");
    row(Rules.BAILINGMOE,     Set.of(KEEP_SPACES), "bailingmoe", "bailingmoe2", "llada-moe");
    row(Rules.SEED_CODER,     Set.of(KEEP_SPACES), "seed-coder");
    row(Rules.EXAONE_MOE,     Set.of(), "exaone-moe");
    row(Rules.DEEPSEEK_LLM,   Set.of(KEEP_SPACES), "deepseek-llm");
    row(Rules.DEEPSEEK_CODER, Set.of(KEEP_SPACES), "deepseek-coder");
    row(Rules.DEEPSEEK3,      Set.of(KEEP_SPACES), "deepseek-v3", "hunyuan-dense", "hy_v4",
        "joyai-llm");
    row(Rules.SPARK,          Set.of(KEEP_SPACES), "spark2_5");
    row(Rules.AFMOE,          Set.of(KEEP_SPACES), "afmoe");
    row(Rules.YOUTU,          Set.of(KEEP_SPACES, IGNORE_MERGES), "youtu");
    row(Rules.TEKKEN,         Set.of(KEEP_SPACES, IGNORE_MERGES, ADD_BOS), "tekken");
    row(Rules.GPT4O,          Set.of(KEEP_SPACES), "gpt-4o", "llama4", "kanana2", "talkie",
        "minimax-m2");
    row(Rules.GRANITE,        Set.of(KEEP_SPACES, IGNORE_MERGES), "granite-embed-multi-97m");
    row(Rules.TINY_AYA,       Set.of(KEEP_SPACES), "tiny_aya", "cohere2moe");
    row(Rules.KIMI_K2,        Set.of(KEEP_SPACES), "kimi-k2");
    row(Rules.SUPERBPE,       Set.of(KEEP_SPACES), "superbpe");
    row(Rules.BLOOM,          Set.of(), "bloom", "gpt3-finnish");
    row(Rules.BLOOM,          Set.of(KEEP_SPACES), "poro-chat");
    row(Rules.VIKING,         Set.of(KEEP_SPACES), "viking");
    row(Rules.CHAMELEON,      Set.of(KEEP_SPACES, ADD_BOS), "chameleon");
    row(Rules.LINES,          Set.of(RAW, SPACES_ESCAPED, WHOLE_NEWLINES), "gemma4",
        "granite-embed-multi-311m");
    row(Rules.LINES,          Set.of(RAW, SPACES_ESCAPED, KEEP_SPACES), "sarvam-moe");
    row(Rules.WHITESPACE,     Set.of(RAW), "whitespace");
    // spotless:on
  }

  private static void row(List<Splitter> rules, Set<Trait> traits, String... names) {
    for (String name : names) {
      TABLE.put(name, new PreTokenizer(rules, traits));
    }
  }

  /** The pre-tokenizer of a name that a GGUF file gives, if it is known. */
  static Optional<PreTokenizer> of(String name) {
    return Optional.ofNullable(TABLE.get(name));
  }

  /** All names that are known. */
  static Set<String> names() {
    return Collections.unmodifiableSet(TABLE.keySet());
  }

  /** The one for vocabularies that name none, or one that nobody knows. */
  static PreTokenizer fallback() {
    return new PreTokenizer(Rules.DEFAULT, Set.of());
  }

  boolean has(Trait trait) {
    return traits.contains(trait);
  }
}
