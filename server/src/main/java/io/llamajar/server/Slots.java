package io.llamajar.server;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

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

  /**
   * A place.
   *
   * @param users requests that are being answered in it
   * @param tokens of its last text
   */
  record Slot(int users, int[] tokens) {
    static final Slot EMPTY = new Slot(0, new int[0]);
  }

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
    lock.lock();
    try {
      List<Slot> all = of(model);
      int slot = Math.max(0, wanted);
      while (wanted < 0 && slot < count - 1 && all.get(slot).users > 0) {
        slot++;
      }
      change(model, slot, taken -> new Slot(taken.users + 1, taken.tokens));
      return slot;
    } finally {
      lock.unlock();
    }
  }

  void free(String model, int slot) {
    change(model, slot, used -> new Slot(used.users - 1, used.tokens));
  }

  /** What is generated in a place now. */
  void remember(String model, int slot, int[] tokens) {
    change(model, slot, used -> new Slot(used.users, tokens.clone()));
  }

  /** All of a model. */
  List<Slot> all(String model) {
    lock.lock();
    try {
      return List.copyOf(of(model));
    } finally {
      lock.unlock();
    }
  }

  private void change(String model, int slot, UnaryOperator<Slot> change) {
    lock.lock();
    try {
      List<Slot> all = of(model);
      all.set(slot, change.apply(all.get(slot)));
    } finally {
      lock.unlock();
    }
  }

  private List<Slot> of(String model) {
    return slots.computeIfAbsent(
        model, m -> new ArrayList<>(Collections.nCopies(count, Slot.EMPTY)));
  }
}
