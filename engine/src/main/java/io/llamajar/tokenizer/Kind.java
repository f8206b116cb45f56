package io.llamajar.tokenizer;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.Metadata;
import java.util.Map;
import java.util.Set;

/** The kinds of vocabularies, and which tokens have which role unless a file says otherwise. */
enum Kind {
  SENTENCE_PIECE("llama", Map.of(Role.BOS, 1, Role.EOS, 2, Role.UNKNOWN, 0)),
  BYTE_PAIR("gpt2", Map.of(Role.BOS, 11, Role.EOS, 11)),
  /** Byte pairs that drop white space (Jina's Chinese embedder). */
  WORDS("whitespace", Map.of(Role.BOS, 11, Role.EOS, 11)),
  /** Byte pairs over whole lines of UTF-8. */
  GEMMA4("gemma4", Map.of()),
  WORD_PIECE(
      "bert",
      Map.of(
          Role.BOS, 101, Role.UNKNOWN, 100, Role.SEPARATOR, 102, Role.PADDING, 0, Role.MASK, 103)),
  UNIGRAM("t5", Map.of(Role.EOS, 1, Role.UNKNOWN, 2, Role.PADDING, 0));

  private static final String KEY = "tokenizer.ggml.model";

  private final String name;

  @SuppressWarnings("ImmutableEnumChecker") // it is a Map.of
  private final Map<Role, Integer> roles;

  Kind(String name, Map<Role, Integer> roles) {
    this.name = name;
    this.roles = roles;
  }

  static Kind of(Metadata metadata) {
    String name = metadata.text(KEY);
    for (Kind kind : values()) {
      if (kind.name.equals(name)) {
        return kind;
      }
    }
    if (Set.of("none", "no_vocab").contains(name)) {
      throw new LlamajarException(
          "This GGUF file has no vocabulary, so it cannot read or write text; give it token ids");
    }
    throw new LlamajarException(
        "Llamajar does not know vocabularies of the kind \"%s\"; use a GGUF file whose %s is %s"
            .formatted(name, KEY, "llama, gpt2, gemma4, bert or t5"));
  }

  /** The token of a role where the file names none, or {@link Vocabulary#NONE}. */
  int token(Role role) {
    return roles.getOrDefault(role, Vocabulary.NONE);
  }

  boolean bytePair() {
    return this == BYTE_PAIR || this == WORDS || this == GEMMA4;
  }
}
