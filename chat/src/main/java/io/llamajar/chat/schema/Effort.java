package io.llamajar.chat.schema;

import io.llamajar.LlamajarException;
import java.util.function.Supplier;

/**
 * Counts the work on the automata of one schema, and ends it where it is too much: each of them is
 * bounded, but a short schema can ask for thousands.
 */
final class Effort {
  /*
   * In arrows looked at; about 2 s of processor time on an AMD EPYC, 2026-11. A schema like npm's
   * of package.json takes a fourteenth.
   */
  private static final long MOST = 5_000_000;
  private static final ScopedValue<Effort> CURRENT = ScopedValue.newInstance();

  private long spent;

  private Effort() {}

  /** Does what is to be bounded as a whole. */
  static String bounded(Supplier<String> work) {
    return ScopedValue.where(CURRENT, new Effort()).call(work::get);
  }

  static void add(long arrows) {
    if (CURRENT.isBound()) {
      CURRENT.get().count(arrows);
    }
  }

  private void count(long arrows) {
    spent += arrows;
    if (spent > MOST) {
      throw new LlamajarException(
          "It takes too long to work out how the patterns, lengths and names in the schema go"
              + " together; use fewer patterns, or simpler ones");
    }
  }
}
