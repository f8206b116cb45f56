package io.llamajar.grammar;

/**
 * Begins what a grammar is for: the text before it is free. What the grammar matches begins with
 * the trigger itself.
 */
public sealed interface Trigger {
  /**
   * This text comes up, be it spread over tokens, a part of one, or the name of a control token.
   */
  record Word(String text) implements Trigger {}

  /** This token comes, which the vocabulary writes so: {@code [TOOL_CALLS]}, say. */
  record Token(String text) implements Trigger {}
}
