package io.llamajar.grammar;

import java.util.List;

/**
 * What a text must look like, and from where on.
 *
 * @param grammar that it must match
 * @param triggers the text is free until one of them comes; from it on, it must match. With none of
 *     them, all of the text must
 */
public record GrammarUse(Grammar grammar, List<Trigger> triggers) {
  public GrammarUse {
    triggers = List.copyOf(triggers);
  }
}
