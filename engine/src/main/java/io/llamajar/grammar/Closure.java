package io.llamajar.grammar;

import static io.llamajar.grammar.Automaton.CALL;
import static io.llamajar.grammar.Automaton.FREE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds all the nodes that can be reached from some without reading anything, and the frames that
 * they are in.
 *
 * <p>A rule that is called on the way gets one frame for all its callers (as in Tomita's and
 * Earley's parsers): this is why grammars with exponentially many readings take no exponential
 * time. The callers are only all known at the end; until then a frame is a number.
 */
final class Closure {
  private static final int MOST = 10_000; // ways to go, at each byte
  private static final int WAYS_LIKE_A_FRAME = 4;

  private final Automaton automaton;
  private final Known known;
  private final int[] rank; // of each rule: callers have a lower one

  private final LongSet reached = new LongSet(); // slot of a frame << 32 | node
  private final List<Frame> slots = new ArrayList<>();
  private final Map<Frame, Integer> slotOf = new HashMap<>();
  private final Map<Integer, LongSet> callers = new HashMap<>(); // of a rule, as in reached
  private boolean complete;
  private int ways;
  private int collected;

  Closure(Automaton automaton, Known known) {
    this.automaton = automaton;
    this.known = known;
    this.rank = new int[automaton.order().length];
    for (int i = 0; i < rank.length; i++) {
      rank[automaton.order()[i]] = i;
    }
  }

  void begin() {
    reached.clear();
    slots.clear();
    slotOf.clear();
    callers.clear();
    complete = false;
    ways = 0;
    collected = 0;
  }

  /** Adds a node to begin with. */
  void add(int node, Frame frame) {
    reach(node, slot(frame));
  }

  /** Adds all of a state to begin with. */
  void add(State state) {
    complete |= state.isComplete();
    for (int i = 0; i < state.size(); i++) {
      for (int node : state.nodes(i)) {
        add(node, state.frame(i));
      }
    }
  }

  /** What it took: the ways that it went, and what was collected for frames. */
  int cost() {
    return ways + collected;
  }

  private int slot(Frame frame) {
    Integer known = slotOf.putIfAbsent(frame, slots.size());
    if (known == null) {
      slots.add(frame);
      return slots.size() - 1;
    }
    return known;
  }

  private void reach(int node, int slot) {
    reached.add((long) slot << 32 | node);
    if (++ways > MOST) {
      throw Work.tooMuch();
    }
  }

  /** Goes on from the nodes that were added. */
  State finish() {
    for (int i = 0; i < reached.size(); i++) {
      spread((int) reached.value(i), (int) (reached.value(i) >> 32));
    }
    Map<Integer, Frame> called = calledFrames();
    LongSet items = new LongSet();
    Map<Integer, Frame> byId = new HashMap<>();
    for (int i = 0; i < reached.size(); i++) {
      int node = (int) reached.value(i);
      if (automaton.reading().get(node)) {
        Frame frame = frame((int) (reached.value(i) >> 32), called);
        byId.put(frame.id(), frame);
        items.add((long) frame.id() << 32 | node);
      }
    }
    collected += WAYS_LIKE_A_FRAME * byId.size();
    return known.state(items.sorted(), byId, complete);
  }

  private void spread(int node, int slot) {
    if (automaton.ends().get(node) && slot >= 0) {
      pop(slots.get(slot));
    }
    Automaton.Edges edges = automaton.edges();
    for (int e = edges.first()[node]; e < edges.first()[node + 1]; e++) {
      int target = edges.targets()[e];
      if (edges.kinds()[e] == FREE) {
        reach(target, slot);
      } else if (edges.kinds()[e] == CALL) {
        call(edges.labels()[e], target, slot);
      }
    }
  }

  /** Goes on where a rule was called that has come to its end. */
  private void pop(Frame frame) {
    complete |= frame.isBottom();
    for (int i = 0; i < frame.size(); i++) {
      reach(frame.node(i), slot(frame.frame(i)));
    }
  }

  /** Begins a rule, in a frame whose slot is negative as long as it is not known. */
  private void call(int rule, int target, int slot) {
    callers.computeIfAbsent(rule, r -> new LongSet()).add((long) slot << 32 | target);
    reach(automaton.starts()[rule], -1 - rule);
    // Its end is not waited for: a caller that comes later would miss it.
    if (automaton.empty().get(rule)) {
      reach(target, slot);
    }
  }

  /** The frames of the rules that were called, callers first. */
  private Map<Integer, Frame> calledFrames() {
    Map<Integer, Frame> called = new HashMap<>();
    if (callers.isEmpty()) {
      return called;
    }
    Integer[] rules = callers.keySet().toArray(Integer[]::new);
    Arrays.sort(rules, (a, b) -> rank[a] - rank[b]);
    for (Integer rule : rules) {
      FrameContent content = new FrameContent();
      LongSet from = callers.getOrDefault(rule, new LongSet());
      for (int i = 0; i < from.size(); i++) {
        Frame frame = frame((int) (from.value(i) >> 32), called);
        int target = (int) from.value(i);
        // A call at the end of a rule needs no frame of its own, so that lists that are written as
        // rules with themselves at the end do not pile up.
        if (automaton.tails().get(target)) {
          content.addAll(frame, target);
          collected += frame.size();
        } else {
          content.add(target, frame);
        }
      }
      called.put(rule, known.frame(content));
    }
    return called;
  }

  private Frame frame(int slot, Map<Integer, Frame> called) {
    return slot >= 0 ? slots.get(slot) : called.getOrDefault(-1 - slot, Frame.BOTTOM);
  }
}
