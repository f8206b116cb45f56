package io.llamajar.server;

import io.llamajar.Generation;
import io.llamajar.Generation.Statistics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * The places by which llama.cpp's clients know a model's texts: what is generated in each, or was
 * last.
 *
 * <p>There it is where a text's keys and values lie. Here those are shared by all, so that a place
 * is but a name for a text; where all are taken, two requests may even have the same.
 */
final class Slots {
  private static final double ALIKE = 0.1; // of a prompt, and it goes where this was read before

  private final ReentrantLock lock = new ReentrantLock();
  private final List<Slot> all; // fixed; what is in them, under the lock
  private long uses; // under the lock

  /** Under the lock. */
  private static final class Slot {
    private final List<Generation> running = new ArrayList<>();
    private int[] tokens = {}; // of its last text
    private Optional<Statistics> statistics = Optional.empty(); // of the same
    private long lastUse;

    private boolean isFree() {
      return running.isEmpty();
    }
  }

  /**
   * How a place is.
   *
   * @param busy whether something is generated in it
   * @param tokens of its text
   * @param statistics of its text, if it was generated here
   */
  record State(boolean busy, int tokens, Optional<Statistics> statistics) {}

  Slots(int count) {
    all = Stream.generate(Slot::new).limit(count).toList();
  }

  int count() {
    return all.size();
  }

  /**
   * Finds a place for a text that is about to be generated: the free one that holds most of its
   * prompt already, if that is enough to matter; otherwise the one used least recently.
   *
   * @param wanted its number; negative for any
   */
  int take(Generation text, int wanted) {
    lock.lock();
    try {
      Slot slot = wanted >= 0 ? all.get(wanted) : best(text.context());
      slot.running.add(text);
      slot.lastUse = ++uses;
      return all.indexOf(slot);
    } finally {
      lock.unlock();
    }
  }

  private Slot best(int[] prompt) {
    return all.stream()
        .filter(Slot::isFree)
        .filter(slot -> common(slot.tokens, prompt) > ALIKE * prompt.length)
        .max(Comparator.comparingInt(slot -> common(slot.tokens, prompt)))
        .orElseGet(this::leastRecent);
  }

  private static int common(int[] a, int[] b) {
    int different = Arrays.mismatch(a, b);
    return different < 0 ? a.length : different;
  }

  private Slot leastRecent() {
    return all.stream()
        .min(
            Comparator.<Slot, Boolean>comparing(slot -> !slot.isFree())
                .thenComparingLong(slot -> slot.lastUse))
        .orElseThrow();
  }

  /**
   * A text has ended, or was given up; what there is of it is in its place now.
   *
   * @param last the text as it went on, or the same
   */
  void leave(int number, Generation text, Generation last) {
    lock.lock();
    try {
      Slot slot = all.get(number);
      if (slot.running.remove(text)) {
        slot.tokens = last.context();
        slot.statistics = Optional.of(last.statistics());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Puts a text into a place that was not generated there; an empty one clears it. */
  void put(int number, int[] tokens) {
    lock.lock();
    try {
      Slot slot = all.get(number);
      slot.tokens = tokens.clone();
      slot.statistics = Optional.empty();
      slot.lastUse = ++uses;
    } finally {
      lock.unlock();
    }
  }

  /** What was generated last in a place, with its prompt. */
  int[] tokens(int number) {
    lock.lock();
    try {
      return all.get(number).tokens.clone();
    } finally {
      lock.unlock();
    }
  }

  List<State> states() {
    lock.lock();
    try {
      return all.stream().map(Slots::state).toList();
    } finally {
      lock.unlock();
    }
  }

  private static State state(Slot slot) {
    if (slot.isFree()) {
      return new State(false, slot.tokens.length, slot.statistics);
    }
    Generation text = slot.running.getLast();
    return new State(true, text.context().length, Optional.of(text.statistics()));
  }
}
