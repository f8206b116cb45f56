package io.llamajar.grammar;

import static io.llamajar.grammar.Automaton.BYTE;

import java.util.BitSet;

/**
 * Walks an automaton: from a state and what comes next in the text to the next state. Each step is
 * computed once and then known. Not for several threads at once.
 */
final class States {
  private final Automaton automaton;
  private final Known known = new Known();
  private final Closure closure;
  private final byte[] classes = new byte[256]; // bytes of one class are never told apart
  private final int classCount;
  private final State start;

  States(Automaton automaton) {
    this.automaton = automaton;
    this.closure = new Closure(automaton, known);
    this.classCount = classify();
    closure.begin();
    closure.add(automaton.starts()[Rules.ROOT], Frame.BOTTOM);
    this.start = closure.finish();
  }

  /** Numbers the stretches of bytes between the bounds of all ranges. */
  private int classify() {
    BitSet bounds = new BitSet(257);
    Automaton.Edges edges = automaton.edges();
    for (int e = 0; e < edges.kinds().length; e++) {
      if (edges.kinds()[e] == BYTE) {
        bounds.set(edges.labels()[e] >> 8);
        bounds.set((edges.labels()[e] & 0xff) + 1);
      }
    }
    int last = 0;
    for (int b = 0; b < 256; b++) {
      last += b > 0 && bounds.get(b) ? 1 : 0;
      classes[b] = (byte) last;
    }
    return last + 1;
  }

  /** The state of a text that has not begun. */
  State start() {
    return start;
  }

  /** The state after one more byte. */
  State step(State state, byte letter) {
    int byteClass = classes[letter & 0xff] & 0xff;
    State next = state.next(byteClass);
    return next != null ? next : firstStep(state, letter & 0xff, byteClass);
  }

  private State firstStep(State state, int letter, int byteClass) {
    closure.begin();
    Automaton.Edges edges = automaton.edges();
    for (int i = 0; i < state.size(); i++) {
      for (int node : state.nodes(i)) {
        for (int e = edges.first()[node]; e < edges.first()[node + 1]; e++) {
          int label = edges.labels()[e];
          if (edges.kinds()[e] == BYTE && label >> 8 <= letter && letter <= (label & 0xff)) {
            closure.add(edges.targets()[e], state.frame(i));
          }
        }
      }
    }
    State next = closure.finish();
    state.setNext(byteClass, next, classCount);
    return next;
  }

  /** The state after some more bytes. */
  State walk(State state, byte[] text, int from, int to) {
    State last = state;
    for (int i = from; i < to && !last.isDead(); i++) {
      last = step(last, text[i]);
    }
    return last;
  }
}
