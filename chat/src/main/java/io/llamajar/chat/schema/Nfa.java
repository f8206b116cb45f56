package io.llamajar.chat.schema;

import io.llamajar.chat.schema.Automaton.Arrow;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;

/** Makes a regular expression a machine: Thompson's construction, then sets of states as states. */
final class Nfa {
  private static final int MOST_STATES = 20_000;
  private static final int MOST_STEPS = 500_000; // of all states of the sets, together

  private final List<List<Integer>> silent = new ArrayList<>();
  private final List<List<Arrow<Integer>>> arrows = new ArrayList<>();
  private int stepped;

  private Nfa() {}

  /** The machine that knows the texts of a regular expression. */
  static Automaton automaton(Regex regex) {
    Nfa nfa = new Nfa();
    int start = nfa.state();
    int end = nfa.add(regex, start);
    BitSet first = new BitSet();
    nfa.reach(start, first);
    return Automaton.explore(first, set -> set.get(end), nfa::steps).smallest();
  }

  private int state() {
    if (silent.size() == MOST_STATES) {
      throw new PatternException("it has too large counts in {}; lower them");
    }
    silent.add(new ArrayList<>());
    arrows.add(new ArrayList<>());
    return silent.size() - 1;
  }

  /** Lets {@code regex} be read from state {@code from} on, and gives the state after it. */
  private int add(Regex regex, int from) {
    return switch (regex) {
      case Regex.One one -> {
        int to = state();
        arrows.get(from).add(new Arrow<>(one.set(), to));
        yield to;
      }
      case Regex.Sequence sequence -> {
        int at = from;
        for (Regex item : sequence.items()) {
          at = add(item, at);
        }
        yield at;
      }
      case Regex.Choice choice -> {
        int to = state();
        for (Regex option : choice.options()) {
          int start = state();
          silent.get(from).add(start);
          silent.get(add(option, start)).add(to);
        }
        yield to;
      }
      case Regex.Repeat repeat -> repeated(repeat.item(), from, repeat.min(), repeat.max());
      case Regex.Anchor anchor -> throw new IllegalArgumentException("Resolve anchors first");
    };
  }

  private int repeated(Regex item, int from, int min, OptionalInt max) {
    int at = from;
    for (int i = 0; i < min; i++) {
      at = add(item, at);
    }
    int end = state();
    if (max.isEmpty()) {
      int loop = state();
      silent.get(at).add(loop);
      silent.get(add(item, loop)).add(loop);
      silent.get(loop).add(end);
      return end;
    }
    for (int i = min; i < max.getAsInt(); i++) {
      silent.get(at).add(end);
      at = add(item, at);
    }
    silent.get(at).add(end);
    return end;
  }

  private void reach(int state, BitSet reached) {
    List<Integer> open = new ArrayList<>(List.of(state));
    while (!open.isEmpty()) {
      int next = open.removeLast();
      if (!reached.get(next)) {
        reached.set(next);
        open.addAll(silent.get(next));
      }
    }
  }

  private List<Arrow<BitSet>> steps(BitSet set) {
    List<Arrow<Integer>> from = set.stream().boxed().flatMap(i -> arrows.get(i).stream()).toList();
    stepped += from.size();
    Effort.add(from.size());
    if (stepped > MOST_STEPS) {
      throw new PatternException("it can be read in too many ways; make it less ambiguous");
    }
    List<Arrow<BitSet>> steps = new ArrayList<>();
    for (CodePoints piece : Automaton.pieces(from.stream().map(Arrow::on).toList())) {
      BitSet reached = new BitSet();
      for (Arrow<Integer> arrow : from) {
        if (arrow.on().contains(piece.first())) {
          reach(arrow.to(), reached);
        }
      }
      steps.add(new Arrow<>(piece, reached));
    }
    return steps;
  }
}
