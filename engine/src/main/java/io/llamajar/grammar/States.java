package io.llamajar.grammar;

import static io.llamajar.grammar.Automaton.BYTE;
import static io.llamajar.grammar.Automaton.TOKEN;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * Walks an automaton: from a state and what comes next in the text to the next state. Each step is
 * computed once and then known. Not for several threads at once.
 */
final class States {
  // What a step costs, in ways that its closure goes.
  private static final int COST_OF_STEP = 32;
  private static final int EDGES_LIKE_A_WAY = 16;
  private static final int LONGS_OF_STEP = 3;
  private static final int LONGS_OF_NODE = 4;

  private final Automaton automaton;
  private final Known known = new Known();
  private final Work work = new Work();
  private final Closure closure;
  private final TriggerSearch search;
  private final State[] waiting; // by position of the search
  private final byte[] classes = new byte[256]; // bytes of one class are never told apart
  private final int classCount;
  private final State start; // of what the grammar matches
  private final List<State> triggered; // by word

  /** Of an automaton that the text must match from its beginning on. */
  States(Automaton automaton) {
    this(automaton, List.of());
  }

  /**
   * @param words before one of them comes, the text is free
   */
  States(Automaton automaton, List<byte[]> words) {
    this.automaton = automaton;
    this.closure = new Closure(automaton, known);
    this.search = new TriggerSearch(words);
    this.waiting = new State[search.positions()];
    for (int position = 0; position < waiting.length; position++) {
      waiting[position] = State.waiting(position);
    }
    this.classCount = classify(words);
    closure.begin();
    closure.add(automaton.starts()[Rules.ROOT], Frame.BOTTOM);
    this.start = closure.finish();
    this.triggered = words.stream().map(word -> walk(start, word, 0, word.length)).toList();
  }

  /** Numbers the stretches of bytes between the bounds of all ranges. */
  private int classify(List<byte[]> words) {
    BitSet bounds = new BitSet(257);
    Automaton.Edges edges = automaton.edges();
    for (int e = 0; e < edges.kinds().length; e++) {
      if (edges.kinds()[e] == BYTE) {
        bounds.set(edges.labels()[e] >> 8);
        bounds.set((edges.labels()[e] & 0xff) + 1);
      }
    }
    for (byte[] word : words) {
      for (byte letter : word) {
        bounds.set(letter & 0xff, (letter & 0xff) + 2);
      }
    }
    int last = 0;
    for (int b = 0; b < 256; b++) {
      last += b > 0 && bounds.get(b) ? 1 : 0;
      classes[b] = (byte) last;
    }
    return last + 1;
  }

  /** The state of a text that the grammar is to match. */
  State start() {
    return start;
  }

  /** The state of a text that is free as yet. */
  State free() {
    return waiting[TriggerSearch.START];
  }

  /** The state of a text that the grammar does not match. */
  State dead() {
    closure.begin();
    return closure.finish();
  }

  /** The state after a word has come that a free text was searched for. */
  State triggered(int word) {
    return triggered.get(word);
  }

  /** Begins a question: from here on, its work is counted. */
  Work begin() {
    known.tidy();
    work.begin();
    return work;
  }

  /**
   * The state after one more byte.
   *
   * @throws io.llamajar.LlamajarException if the question has taken too much work
   */
  State step(State state, byte letter) {
    int byteClass = classes[letter & 0xff] & 0xff;
    Step step = state.next(byteClass);
    if (step == null) {
      step = state.isWaiting() ? lookOut(state, letter) : firstStep(state, letter & 0xff);
      known.add(LONGS_OF_STEP);
      state.setNext(byteClass, step, classCount);
    }
    work.add(step);
    return step.to();
  }

  private Step lookOut(State state, byte letter) {
    int position = search.next(state.search(), letter);
    int found = search.found(position);
    return new Step(found >= 0 ? triggered.get(found) : waiting[position], 1);
  }

  private Step firstStep(State state, int letter) {
    closure.begin();
    int looked = 0;
    Automaton.Edges edges = automaton.edges();
    for (int i = 0; i < state.size(); i++) {
      for (int node : state.nodes(i)) {
        looked += edges.first()[node + 1] - edges.first()[node];
        for (int e = edges.first()[node]; e < edges.first()[node + 1]; e++) {
          int label = edges.labels()[e];
          if (edges.kinds()[e] == BYTE && label >> 8 <= letter && letter <= (label & 0xff)) {
            closure.add(edges.targets()[e], state.frame(i));
          }
        }
      }
    }
    State next = closure.finish();
    return new Step(next, COST_OF_STEP + closure.cost() + looked / EDGES_LIKE_A_WAY);
  }

  /** The state after some more bytes. */
  State walk(State state, byte[] text, int from, int to) {
    State last = state;
    for (int i = from; i < to && !last.isDead(); i++) {
      last = step(last, text[i]);
    }
    return last;
  }

  /**
   * The state after a token.
   *
   * @param references tells which of the automaton's token references are for it
   * @param afterText the state after its text
   */
  State take(State state, IntPredicate references, State afterText) {
    closure.begin();
    closure.add(afterText);
    Automaton.Edges edges = automaton.edges();
    for (int i = 0; i < state.size(); i++) {
      for (int node : state.nodes(i)) {
        for (int e = edges.first()[node]; e < edges.first()[node + 1]; e++) {
          if (edges.kinds()[e] == TOKEN && references.test(edges.labels()[e])) {
            closure.add(edges.targets()[e], state.frame(i));
          }
        }
      }
    }
    return closure.finish();
  }

  /** The token references that may come next. */
  BitSet references(State state) {
    BitSet found = new BitSet();
    if (automaton.tokens().isEmpty()) {
      return found;
    }
    Automaton.Edges edges = automaton.edges();
    for (int i = 0; i < state.size(); i++) {
      for (int node : state.nodes(i)) {
        for (int e = edges.first()[node]; e < edges.first()[node + 1]; e++) {
          if (edges.kinds()[e] == TOKEN) {
            found.set(edges.labels()[e]);
          }
        }
      }
    }
    return found;
  }

  /** The nodes in a frame of a state, as if nothing were known of that frame. */
  State alone(State state, int i) {
    int[] nodes = state.nodes(i);
    long[] items = new long[nodes.length];
    for (int n = 0; n < nodes.length; n++) {
      items[n] = (long) Frame.BOTTOM.id() << 32 | nodes[n];
    }
    return known.state(items, Map.of(Frame.BOTTOM.id(), Frame.BOTTOM), false);
  }

  /** The state after the end of the rule that a frame belongs to. */
  State after(Frame frame) {
    closure.begin();
    for (int i = 0; i < frame.size(); i++) {
      closure.add(frame.node(i), frame.frame(i));
    }
    State after = closure.finish();
    work.add(COST_OF_STEP + closure.cost());
    return after;
  }

  /** The bytes that may follow on the rules that a state's nodes belong to. */
  BitSet follows(State state) {
    BitSet found = new BitSet();
    for (int i = 0; i < state.size(); i++) {
      for (int node : state.nodes(i)) {
        found.or(automaton.follows().get(automaton.ruleOf()[node]));
      }
    }
    return found;
  }

  /** The only byte that may come next; -1 if there are several, or something else may come. */
  int onlyByte(State state) {
    int only = -1;
    Automaton.Edges edges = automaton.edges();
    for (int i = 0; i < state.size(); i++) {
      for (int node : state.nodes(i)) {
        for (int e = edges.first()[node]; e < edges.first()[node + 1]; e++) {
          int label = edges.labels()[e];
          byte kind = edges.kinds()[e];
          boolean one = kind == BYTE && label >> 8 == (label & 0xff);
          if (kind == TOKEN || (kind == BYTE && !(one && (only < 0 || only == label >> 8)))) {
            return -1;
          }
          only = one ? label & 0xff : only;
        }
      }
    }
    return state.isComplete() || state.isWaiting() ? -1 : only;
  }

  /** How many longs of memory all that is known takes, about; for any thread. */
  long weight() {
    return known.weight() + (long) LONGS_OF_NODE * automaton.nodes();
  }

  /** Counts what is kept with states. */
  void keep(long longs) {
    known.add(longs);
  }
}
