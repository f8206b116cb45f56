package io.llamajar.server;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The places by which llama.cpp's clients know texts: what was last generated in each.
 *
 * <p>There it is where a text's keys and values lie. Here those are shared by all, so that a place
 * is but a name for a text; two requests may even have the same.
 */
final class Slots {
  private final int count;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, List<Slot>> slots = new HashMap<>(); // by model, under the lock

  /** Under the lock. */
  private static final class Slot {
    private int users; // requests that are being answered in it
    private int[] tokens = {}; // of its last text
  }

  /** How a place is. */
  record State(boolean busy, int tokens) {}

  Slots(int count) {
    this.count = count;
  }

  int count() {
    return count;
  }

  /**
   * Takes a place for a request.
   *
   * @param wanted its number; negative for any, which is one that nobody uses if there is one
   */
  int take(String model, int wanted) {
    return with(
        model,
        all -> {
          int slot = Math.max(0, wanted);
          while (wanted < 0 && slot < count - 1 && all.get(slot).users > 0) {
            slot++;
          }
          all.get(slot).users++;
          return slot;
        });
  }

  void free(String model, int slot) {
    var _ = with(model, all -> all.get(slot).users--);
  }

  /** What is in a place now. */
  void remember(String model, int slot, int[] tokens) {
    var _ = with(model, all -> all.get(slot).tokens = tokens.clone());
  }

  /** What was generated last in a place, with its prompt. */
  int[] tokens(String model, int slot) {
    return with(model, all -> all.get(slot).tokens.clone());
  }

  List<State> states(String model) {
    return with(
        model, all -> all.stream().map(s -> new State(s.users > 0, s.tokens.length)).toList());
  }

  private <T> T with(String model, Function<List<Slot>, T> action) {
    lock.lock();
    try {
      return action.apply(
          slots.computeIfAbsent(model, m -> Stream.generate(Slot::new).limit(count).toList()));
    } finally {
      lock.unlock();
    }
  }
}
