package io.llamajar.grammar;

import io.llamajar.tokenizer.Tokenizer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The grammars that texts of one vocabulary are to match; keeps what was found out about those that
 * were used last. For any number of threads.
 */
public final class Grammars {
  private static final int KEPT = 8;

  private final Tokenizer tokenizer;
  private final int size;
  private final Map<GrammarUse, Masks> used = new LinkedHashMap<>(KEPT, 0.75f, true);
  private Optional<TokenTrie> trie = Optional.empty(); // once there is a grammar

  /**
   * Makes next to nothing as yet.
   *
   * @param size tokens from that number on cannot be said
   */
  public Grammars(Tokenizer tokenizer, int size) {
    this.tokenizer = tokenizer;
    this.size = size;
  }

  /**
   * Begins a text.
   *
   * @throws io.llamajar.LlamajarException if the grammar or its triggers do not go with the
   *     vocabulary, or with each other
   */
  public Constraint begin(GrammarUse use) {
    return new Constraint(masks(use));
  }

  private synchronized Masks masks(GrammarUse use) {
    Masks known = used.get(use);
    if (known != null) {
      return known;
    }
    if (trie.isEmpty()) {
      trie = Optional.of(new TokenTrie(tokenizer, size));
    }
    Masks masks = new Masks(use, tokenizer, trie.get());
    used.put(use, masks);
    if (used.size() > KEPT) {
      used.remove(used.keySet().iterator().next());
    }
    return masks;
  }
}
