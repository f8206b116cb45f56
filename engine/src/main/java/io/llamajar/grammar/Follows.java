package io.llamajar.grammar;

import static io.llamajar.grammar.Automaton.BYTE;
import static io.llamajar.grammar.Automaton.CALL;
import static io.llamajar.grammar.Automaton.FREE;

import io.llamajar.grammar.Automaton.Edges;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Finds the bytes that may come after each rule, wherever it is called: what a token cannot go on
 * with behind the end of a rule, whatever is on the stack.
 */
final class Follows {
  private static final int PASSES = 50; // more only occur in grammars made to need them
  private static final int WORDS = 4; // longs for a set of bytes

  private final int[] starts;
  private final Edges edges;
  private final int[] ruleOf;
  private final BitSet ends;
  private final BitSet empty;
  private final long[] firsts; // [node, WORDS] bytes that may come next in its rule
  private final BitSet ending; // nodes that may be the end of their rule without reading
  private final long[] follows; // [rule, WORDS]

  Follows(int[] starts, Edges edges, int[] ruleOf, BitSet ends, BitSet empty) {
    this.starts = starts;
    this.edges = edges;
    this.ruleOf = ruleOf;
    this.ends = ends;
    this.empty = empty;
    this.firsts = new long[(edges.first().length - 1) * WORDS];
    this.ending = new BitSet();
    this.follows = new long[starts.length * WORDS];
  }

  /** The bytes after each rule; all of them, if it would take too long to find out. */
  List<BitSet> find() {
    int passes = 0;
    while (passes < PASSES && passOverFirsts()) {
      passes++;
    }
    while (passes < PASSES && passOverFollows()) {
      passes++;
    }
    List<BitSet> found = new ArrayList<>();
    for (int rule = 0; rule < starts.length; rule++) {
      BitSet bytes = new BitSet();
      if (passes == PASSES) {
        bytes.set(0, 256);
      } else {
        for (int word = 0; word < WORDS; word++) {
          for (int bit = 0; bit < 64; bit++) {
            bytes.set(64 * word + bit, (follows[rule * WORDS + word] >>> bit & 1) != 0);
          }
        }
      }
      found.add(bytes);
    }
    return found;
  }

  private boolean passOverFirsts() {
    boolean changed = false;
    for (int node = edges.first().length - 2; node >= 0; node--) {
      boolean open = ends.get(node);
      for (int e = edges.first()[node]; e < edges.first()[node + 1]; e++) {
        int target = edges.targets()[e];
        int label = edges.labels()[e];
        switch (edges.kinds()[e]) {
          case FREE -> {
            changed |= join(firsts, node, firsts, target);
            open |= ending.get(target);
          }
          case BYTE -> {
            for (int b = label >> 8; b <= (label & 0xff); b++) {
              int word = node * WORDS + b / 64;
              changed |= (firsts[word] >>> b & 1) == 0;
              firsts[word] |= 1L << b;
            }
          }
          case CALL -> {
            changed |= join(firsts, node, firsts, starts[label]);
            if (empty.get(label)) {
              changed |= join(firsts, node, firsts, target);
              open |= ending.get(target);
            }
          }
          default -> {}
        }
      }
      if (open && !ending.get(node)) {
        ending.set(node);
        changed = true;
      }
    }
    return changed;
  }

  private boolean passOverFollows() {
    boolean changed = false;
    for (int node = 0; node < edges.first().length - 1; node++) {
      for (int e = edges.first()[node]; e < edges.first()[node + 1]; e++) {
        if (edges.kinds()[e] == CALL) {
          int target = edges.targets()[e];
          changed |= join(follows, edges.labels()[e], firsts, target);
          if (ending.get(target)) {
            changed |= join(follows, edges.labels()[e], follows, ruleOf[target]);
          }
        }
      }
    }
    return changed;
  }

  private static boolean join(long[] into, int i, long[] from, int j) {
    boolean changed = false;
    for (int word = 0; word < WORDS; word++) {
      long added = from[j * WORDS + word] & ~into[i * WORDS + word];
      into[i * WORDS + word] |= added;
      changed |= added != 0;
    }
    return changed;
  }
}
