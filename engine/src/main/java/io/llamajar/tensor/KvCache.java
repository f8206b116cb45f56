package io.llamajar.tensor;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.GgmlType;
import io.llamajar.quant.Quant;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys and values of one sequence, in pages that it takes from a pool as it grows; and the
 * states of layers that keep some.
 *
 * <p>A page holds {@link #PAGE} positions of each layer: {@code [heads, PAGE, width]}, so that a
 * head's keys lie one after another.
 */
public final class KvCache implements AutoCloseable {
  /** Positions in a page; also the block in which attention takes its softmax. */
  public static final int PAGE = 128;

  private final KvPool pool;
  private final boolean ownsPool;
  private final List<Page> pages = new ArrayList<>();
  private final States states;
  private final int capacity;
  private int length;
  private boolean closed;

  /**
   * An empty cache.
   *
   * @param capacity the most positions it may hold
   */
  public KvCache(KvPool pool, int capacity) {
    this(pool, capacity, false);
  }

  /**
   * An empty cache with a pool of its own.
   *
   * @throws LlamajarException as that of {@link KvPool}
   */
  public KvCache(List<KvShape> layers, GgmlType type, int capacity) {
    this(new KvPool(layers, type, KvPool.UNLIMITED), capacity, true);
  }

  private KvCache(KvPool pool, int capacity, boolean ownsPool) {
    this.pool = pool;
    this.capacity = capacity;
    this.ownsPool = ownsPool;
    this.states = new States(pool);
  }

  /** Whether another has the same layers and means the same by its bytes. */
  boolean isLike(KvCache other) {
    return pool == other.pool
        || (pool.quant().type() == other.pool.quant().type()
            && pool.layers().equals(other.pool.layers()));
  }

  /** What the bytes of keys and values mean. */
  public Quant quant() {
    return pool.quant();
  }

  /** The most positions it may hold. */
  public int capacity() {
    return capacity;
  }

  /** The positions it holds. */
  public int length() {
    return length;
  }

  /** What layers keep of the sequence as a whole. */
  public States states() {
    return states;
  }

  /** The shape of a layer. */
  public KvShape shape(int layer) {
    return pool.layers().get(layer);
  }

  /**
   * Makes room for {@code count} more positions.
   *
   * @throws LlamajarException if they are more than its capacity, or than there is memory for
   */
  public void reserve(int count) {
    checkRoom(count);
    states.reserve();
    while (missing(count) > 0) {
      pages.add(page());
    }
  }

  private Page page() {
    return pool.takePage().orElseThrow(() -> KvPool.usedUp(pool.budget()));
  }

  /** The pages that it lacks for {@code count} more positions. */
  public int missing(int count) {
    return Math.max(0, Math.ceilDiv(length + count, PAGE) - pages.size());
  }

  /**
   * Makes sure that {@code count} more positions may be held.
   *
   * @throws LlamajarException if they are more than its capacity
   */
  public void checkRoom(int count) {
    checkOpen();
    if (count > capacity - length) {
      throw new LlamajarException(
          "The context of %d tokens is full: %d are in it and %d more were given; start anew, shorten the prompt or open the model with a larger context"
              .formatted(capacity, length, count));
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the session was closed");
    }
  }

  /** Whether room for {@code count} more positions was made, and is still there. */
  public boolean holds(int count) {
    return missing(count) == 0 && !closed;
  }

  /** Says that all layers now hold {@code count} more positions, which were reserved before. */
  public void advance(int count) {
    length += count;
    states.advance();
  }

  /** Whether layers keep states, so that it cannot be truncated to any length. */
  public boolean keepsStates() {
    return !states.isEmpty();
  }

  /**
   * The largest length of at most {@code wanted} that it can be {@link #truncate truncated} to:
   * any, but where layers keep states only the present one and 0.
   */
  public int keeps(int wanted) {
    if (wanted < 0 || wanted > length) {
      throw new IllegalArgumentException(wanted + " is not within 0.." + length);
    }
    return states.isEmpty() || wanted == length ? wanted : 0;
  }

  /**
   * Forgets all positions from {@code newLength} on.
   *
   * @param newLength one that it {@link #keeps}
   */
  public void truncate(int newLength) {
    if (keeps(newLength) != newLength) {
      throw new IllegalArgumentException("the states of " + newLength + " positions are gone");
    }
    if (newLength < length) {
      checkOpen();
      states.clear();
    }
    length = newLength;
  }

  /**
   * Takes back the last {@link #advance}, states included, which must be the one before.
   *
   * @param count as was given to it
   */
  public void undo(int count) {
    length -= count;
    states.advance(); // the former ones are still there
  }

  /** The page of a layer's keys that holds a position: {@code [heads, PAGE, keyWidth]}. */
  public MemorySegment keys(int layer, int position) {
    return pages.get(position / PAGE).keys(layer);
  }

  /** The page of a layer's values that holds a position: {@code [heads, PAGE, valueWidth]}. */
  public MemorySegment values(int layer, int position) {
    return pages.get(position / PAGE).values(layer);
  }

  /** A head's key at a position. */
  public MemorySegment key(int layer, int head, int position) {
    return entry(keys(layer, position), head, position, shape(layer).keyWidth());
  }

  /** A head's value at a position. */
  public MemorySegment value(int layer, int head, int position) {
    return entry(values(layer, position), head, position, shape(layer).valueWidth());
  }

  private MemorySegment entry(MemorySegment page, int head, int position, int width) {
    return page.asSlice(offset(head, position, width), quant().bytes(width));
  }

  /** Where a head's entry for a position begins in its page, in bytes. */
  public long offset(int head, int position, int width) {
    return quant().bytes(((long) head * PAGE + position % PAGE) * width);
  }

  /** Its {@code i}-th page. */
  public Page page(int i) {
    return pages.get(i);
  }

  /**
   * Begins with what others have read: holds their full pages too, and copies the rest.
   *
   * @throws LlamajarException if there is no memory for a copy
   */
  public void begin(Beginning known) {
    if (length > 0 || !pages.isEmpty()) {
      throw new IllegalStateException("it has begun already");
    }
    known.full().forEach(page -> pages.add(page.hold()));
    known.part().ifPresent(Page::hold); // memory may be so short that others let go of it
    try {
      known.part().ifPresent(page -> pages.add(page().copyFrom(page)));
      known.state().ifPresent(states::begin);
    } finally {
      known.part().ifPresent(pool::giveBack);
    }
    length = known.length();
  }

  /** Holds another full page, of the same content, instead of its {@code i}-th one. */
  public void replace(int i, Page same) {
    pool.giveBack(pages.set(i, same.hold()));
  }

  /** Gives its memory back. Closing twice does no harm. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      pages.forEach(pool::giveBack);
      pages.clear();
      states.close();
      if (ownsPool) {
        pool.close();
      }
    }
  }
}
