package io.llamajar.grammar;

import static io.llamajar.grammar.Automaton.BYTE;
import static io.llamajar.grammar.Automaton.FREE;
import static io.llamajar.grammar.Automaton.TOKEN;

import io.llamajar.grammar.Automaton.Edges;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** Collects nodes and edges in any order, sorts them, and finds out what follows on what. */
final class NetworkBuilder {
  private int[] ruleOf = new int[64];
  private int nodes;
  private int[] sources = new int[64];
  private byte[] kinds = new byte[64];
  private int[] labels = new int[64];
  private int[] targets = new int[64];
  private int count;

  int nodes() {
    return nodes;
  }

  /** Adds a node to a rule's network. */
  int node(int rule) {
    if (nodes == ruleOf.length) {
      ruleOf = Arrays.copyOf(ruleOf, 2 * nodes);
    }
    ruleOf[nodes] = rule;
    return nodes++;
  }

  void edge(int from, byte kind, int label, int to) {
    if (count == sources.length) {
      sources = Arrays.copyOf(sources, 2 * count);
      kinds = Arrays.copyOf(kinds, 2 * count);
      labels = Arrays.copyOf(labels, 2 * count);
      targets = Arrays.copyOf(targets, 2 * count);
    }
    sources[count] = from;
    kinds[count] = kind;
    labels[count] = label;
    targets[count++] = to;
  }

  Automaton finish(
      int[] starts, BitSet ends, BitSet empty, int[] order, List<TokenReference> tokens) {
    Edges edges = sorted();
    BitSet reading = reading();
    BitSet tails = tails(edges, ends);
    List<BitSet> follows = new Follows(starts, edges, ruleOf, ends, empty).find();
    return new Automaton(
        starts,
        edges,
        Arrays.copyOf(ruleOf, nodes),
        ends,
        reading,
        tails,
        empty,
        order,
        follows,
        List.copyOf(tokens));
  }

  private BitSet reading() {
    BitSet reading = new BitSet();
    for (int i = 0; i < count; i++) {
      if (kinds[i] == BYTE || kinds[i] == TOKEN) {
        reading.set(sources[i]);
      }
    }
    return reading;
  }

  /** Puts the edges of each node together, in the order in which they came. */
  private Edges sorted() {
    int[] first = new int[nodes + 1];
    for (int i = 0; i < count; i++) {
      first[sources[i] + 1]++;
    }
    for (int node = 0; node < nodes; node++) {
      first[node + 1] += first[node];
    }
    int[] next = Arrays.copyOf(first, nodes);
    Edges edges = new Edges(first, new byte[count], new int[count], new int[count]);
    for (int i = 0; i < count; i++) {
      int place = next[sources[i]]++;
      edges.kinds()[place] = kinds[i];
      edges.labels()[place] = labels[i];
      edges.targets()[place] = targets[i];
    }
    return edges;
  }

  /** The nodes from which only free edges lead, and only to an end. */
  private BitSet tails(Edges edges, BitSet ends) {
    BitSet tails = new BitSet();
    // Targets of free edges mostly have higher numbers: one pass backwards finds nearly all, and to
    // miss one only costs some stack.
    for (int node = nodes - 1; node >= 0; node--) {
      boolean tail = true;
      for (int e = edges.first()[node]; e < edges.first()[node + 1]; e++) {
        tail &= edges.kinds()[e] == FREE && tails.get(edges.targets()[e]);
      }
      boolean hasEdges = edges.first()[node] < edges.first()[node + 1];
      tails.set(node, tail && (hasEdges || ends.get(node)));
    }
    return tails;
  }
}
