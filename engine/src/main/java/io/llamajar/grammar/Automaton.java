package io.llamajar.grammar;

import java.util.BitSet;
import java.util.List;

/**
 * A grammar as nodes and edges: for each rule a network with one beginning and one end, whose edges
 * read a byte or a token, call another rule, or cost nothing.
 *
 * <p>Not every rule has a network of its own: small ones lie in those that use them.
 *
 * @param starts the first node of each rule
 * @param edges of node n are those from {@code edges.first()[n]} to {@code first()[n + 1]}
 * @param ruleOf the rule of each node
 * @param ends which nodes end their rule
 * @param reading which nodes have edges that read something
 * @param tails which nodes lead nowhere but to that end
 * @param empty rules that match the empty text
 * @param order of the rules: one that begins with another comes before it
 * @param follows for each rule the bytes that may come after it
 * @param tokens that edges read
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Automaton(
    int[] starts,
    Edges edges,
    int[] ruleOf,
    BitSet ends,
    BitSet reading,
    BitSet tails,
    BitSet empty,
    int[] order,
    List<BitSet> follows,
    List<TokenReference> tokens) {

  int nodes() {
    return ruleOf.length;
  }

  /** What an edge does. */
  static final byte FREE = 0; // nothing

  static final byte BYTE = 1; // reads a byte of a range
  static final byte CALL = 2; // goes through another rule
  static final byte TOKEN = 3; // reads a token

  /**
   * @param first edge of each node, and behind the last node the number of edges
   * @param kinds what each does
   * @param labels its range of bytes (the first one times 256, plus the last), its rule, or its
   *     token
   * @param targets the nodes it leads to
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Edges(int[] first, byte[] kinds, int[] labels, int[] targets) {}
}
