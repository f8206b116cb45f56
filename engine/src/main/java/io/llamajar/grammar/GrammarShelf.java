package io.llamajar.grammar;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Reads grammars, and keeps those that were asked for last, as they are mostly asked for again. For
 * any number of threads.
 */
public final class GrammarShelf {
  /*
   * To make a grammar of a JSON schema with 300 members takes 70 ms, to read it 15 (an AMD EPYC that
   * others used too, 2026-11); what is known of its states is kept by the model, for equal grammars.
   */
  private static final int MOST = 64;
  private static final long MOST_NODES = 1_000_000; // some 30 MB

  private final Map<String, Grammar> kept = new LinkedHashMap<>(MOST, 0.75f, true);
  private long nodes;

  /** An empty one. */
  public GrammarShelf() {}

  /**
   * Reads a grammar, or gives the same one again.
   *
   * @throws io.llamajar.LlamajarException as {@link Grammar#parse} does
   */
  public Grammar parse(String gbnf) {
    return get("grammar " + gbnf, () -> gbnf);
  }

  /**
   * The grammar of a name.
   *
   * @param name under which it was asked for before, or will be again
   * @param gbnf gives it, if it is not known
   * @throws io.llamajar.LlamajarException as {@link Grammar#parse} does
   */
  public Grammar get(String name, Supplier<String> gbnf) {
    synchronized (kept) {
      Grammar known = kept.get(name);
      if (known != null) {
        return known;
      }
    }
    Grammar made = Grammar.parse(gbnf.get()); // nobody waits for it who wants another one
    keep(name, made);
    return made;
  }

  private void keep(String name, Grammar made) {
    synchronized (kept) {
      Grammar old = kept.put(name, made);
      nodes += made.automaton().nodes() - (old == null ? 0 : old.automaton().nodes());
      Iterator<Grammar> eldest = kept.values().iterator();
      while (kept.size() > MOST || (nodes > MOST_NODES && kept.size() > 1)) {
        nodes -= eldest.next().automaton().nodes();
        eldest.remove();
      }
    }
  }
}
