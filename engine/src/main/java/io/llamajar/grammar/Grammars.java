package io.llamajar.grammar;

import io.llamajar.tokenizer.Tokenizer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The grammars that texts of one vocabulary are to match; keeps what was found out about those that
 * were used last. For any number of threads.
 */
public final class Grammars {
  private static final int KEPT = 64;
  private static final long MOST = 8_000_000; // longs, about: 64 MB

  private final Tokenizer tokenizer;
  private final int size;
  private final Map<GrammarUse, Prepared> used = new LinkedHashMap<>(KEPT, 0.75f, true);
  private final Object trieLock = new Object();
  private Optional<TokenTrie> trie = Optional.empty(); // once there is a grammar

  /** A grammar, or the place where one will be: others do not wait while it is prepared. */
  private final class Prepared {
    private volatile Optional<Masks> masks = Optional.empty();

    synchronized Masks masks(GrammarUse use) {
      Masks known = masks.orElseGet(() -> new Masks(use, tokenizer, trie()));
      masks = Optional.of(known);
      return known;
    }

    long weight() {
      return masks.map(Masks::weight).orElse(0L);
    }
  }

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
    return prepare(use).get();
  }

  /**
   * What begins texts, whenever it is asked to.
   *
   * @throws io.llamajar.LlamajarException as {@link #begin} does
   */
  public Supplier<Constraint> prepare(GrammarUse use) {
    Masks masks = prepared(use).masks(use);
    return () -> new Constraint(masks);
  }

  private synchronized Prepared prepared(GrammarUse use) {
    Prepared prepared = used.computeIfAbsent(use, key -> new Prepared());
    long weight = used.values().stream().mapToLong(Prepared::weight).sum();
    Iterator<Prepared> eldest = used.values().iterator();
    while (used.size() > KEPT || (weight > MOST && used.size() > 1)) {
      weight -= eldest.next().weight();
      eldest.remove();
    }
    return prepared;
  }

  private TokenTrie trie() {
    synchronized (trieLock) {
      TokenTrie made = trie.orElseGet(() -> new TokenTrie(tokenizer, size));
      trie = Optional.of(made);
      return made;
    }
  }
}
