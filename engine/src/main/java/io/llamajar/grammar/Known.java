package io.llamajar.grammar;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The states and frames that a grammar has got into so far, so that equal ones are one object.
 *
 * <p>When they have become many, all are forgotten before the next question: texts that are on
 * their way keep theirs, and go on from there.
 */
final class Known {
  private static final long MOST = 2_000_000; // longs, about: 16 MB

  private final Map<LongKey, Frame> frames = new HashMap<>();
  private final Map<StateKey, State> states = new HashMap<>();
  private final AtomicLong weight = new AtomicLong(); // others ask for it, too
  private int lastFrame = Frame.BOTTOM.id();

  private record StateKey(LongKey items, boolean complete) {}

  Frame frame(FrameContent content) {
    LongKey key = content.key();
    Frame known = frames.get(key);
    if (known != null) {
      return known;
    }
    add(8 + 3L * key.numbers().length);
    Frame frame = content.frame(++lastFrame, key);
    frames.put(key, frame);
    return frame;
  }

  /**
   * The state with certain nodes.
   *
   * @param items a frame's number, and a node in its lower half; rising
   * @param byId these frames
   */
  State state(long[] items, Map<Integer, Frame> byId, boolean complete) {
    StateKey key = new StateKey(new LongKey(items), complete);
    State known = states.get(key);
    if (known != null) {
      return known;
    }
    add(64 + 2L * items.length);
    State state = state(key, byId);
    states.put(key, state);
    return state;
  }

  private static State state(StateKey key, Map<Integer, Frame> byId) {
    long[] items = key.items.numbers();
    Frame[] frames = new Frame[byId.size()];
    int[][] nodes = new int[frames.length][];
    int count = 0;
    for (int from = 0, to; from < items.length; from = to) {
      int frame = (int) (items[from] >> 32);
      to = from;
      while (to < items.length && (int) (items[to] >> 32) == frame) {
        to++;
      }
      frames[count] = byId.getOrDefault(frame, Frame.BOTTOM);
      nodes[count++] = Arrays.stream(items, from, to).mapToInt(item -> (int) item).toArray();
    }
    return new State(frames, nodes, key.complete);
  }

  /** Counts what has become known. */
  void add(long longs) {
    weight.addAndGet(longs);
  }

  /** How many longs of memory it takes, about; for any thread. */
  long weight() {
    return weight.get();
  }

  /** Forgets everything, if it is too much. */
  void tidy() {
    if (weight.get() > MOST) {
      states.values().forEach(State::forget);
      states.clear();
      frames.clear();
      weight.set(0);
    }
  }
}
