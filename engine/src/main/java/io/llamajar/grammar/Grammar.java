package io.llamajar.grammar;

import java.nio.charset.StandardCharsets;

/**
 * Says which texts may be generated: a grammar in GBNF, the dialect of llama.cpp, read and checked.
 *
 * <p>The dialect has rules ({@code name ::= ...}), texts, character classes, {@code .}, groups,
 * alternatives, {@code * + ? {m} {m,} {m,n}}, comments, and tokens by text or number ({@code
 * <think>}, {@code <[123]>}, {@code !<think>}). A text must be matched by the rule {@code root} as
 * a whole. Two grammars are equal if their texts are.
 */
public final class Grammar {
  private final String text;
  private final Automaton automaton;

  private Grammar(String text) {
    this.text = text;
    this.automaton = AutomatonBuilder.build(GbnfParser.parse(text));
  }

  /**
   * Reads a grammar.
   *
   * @throws io.llamajar.LlamajarException if it is none, matches no text, or is too large
   */
  public static Grammar parse(String gbnf) {
    return new Grammar(gbnf);
  }

  /**
   * Whether it matches a text as a whole. What it says of tokens matches no text, as there is no
   * vocabulary here.
   *
   * @throws io.llamajar.LlamajarException if it can be read in too many ways at once
   */
  public boolean matches(String candidate) {
    States states = new States(automaton);
    byte[] bytes = candidate.getBytes(StandardCharsets.UTF_8);
    State state = states.start();
    for (byte letter : bytes) {
      states.begin();
      state = states.step(state, letter);
    }
    return state.isComplete();
  }

  Automaton automaton() {
    return automaton;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Grammar grammar && text.equals(grammar.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** The grammar as it was given. */
  @Override
  public String toString() {
    return text;
  }
}
