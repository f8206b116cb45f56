package io.llamajar.tensor;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.GgmlType;
import io.llamajar.quant.Quant;
import io.llamajar.quant.Quants;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The memory of all sequences of a model: gives their caches pages and states, and takes them back.
 *
 * <p>It never takes more than its budget from the machine. When that is used up, somebody who holds
 * what is not needed right now is asked to let go of some. Not for several threads at once.
 */
public final class KvPool implements AutoCloseable {
  /** What no budget limits. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  /** A state of all layers of a sequence. */
  public static final class State implements AutoCloseable {
    private final Arena arena;
    private final MemorySegment values;

    private State(Arena arena, long size) {
      this.arena = arena;
      this.values = Memory.allocate(arena, size);
    }

    /** Layer by layer: float32. */
    public MemorySegment values() {
      return values;
    }

    @Override
    public void close() {
      arena.close();
    }
  }

  private final List<KvShape> layers;
  private final Quant quant;
  private final long budget;
  private final Supplier<Arena> arenas;
  private final long pageBytes;
  private final long stateBytes;
  private final Deque<Page> freePages = new ArrayDeque<>();
  private final Deque<State> freeStates = new ArrayDeque<>();
  private int pages; // that there are, the free ones included
  private int states;
  private long peak;
  private boolean closed;
  private BooleanSupplier releaser = () -> false;

  /**
   * A pool that has taken nothing yet.
   *
   * @param type F32, F16 for half the memory, or Q8_0 for about a quarter
   * @param budget the most bytes that it may take
   * @throws LlamajarException if the type's blocks do not fit the layers, see {@link #check}
   */
  public KvPool(List<KvShape> layers, GgmlType type, long budget) {
    this(layers, type, budget, Arena::ofShared);
  }

  /** A pool that has a new arena for each page and state, and closes it. */
  public KvPool(List<KvShape> layers, GgmlType type, long budget, Supplier<Arena> arenas) {
    check(layers, type);
    this.layers = List.copyOf(layers);
    this.quant = Quants.find(type).orElseThrow();
    this.budget = budget;
    this.arenas = arenas;
    this.pageBytes = bytes(layers, type, KvCache.PAGE);
    this.stateBytes = stateSize(layers) * Float.BYTES;
  }

  /**
   * Makes sure that a type can keep what layers need: a head begins with a block.
   *
   * @throws LlamajarException if heads are not multiples of the type's block
   */
  public static void check(List<KvShape> layers, GgmlType type) {
    for (KvShape shape : layers) {
      for (int width : new int[] {shape.keyWidth(), shape.valueWidth()}) {
        if (width % type.blockValues() != 0) {
          throw new LlamajarException(
              "Keys and values of this model cannot be kept as %s, as its heads are %d wide, not a multiple of %d; choose F16 or F32"
                  .formatted(type, width, type.blockValues()));
        }
      }
    }
  }

  /** The bytes that so many positions of layers take. */
  public static long bytes(List<KvShape> layers, GgmlType type, long positions) {
    Quant quant = Quants.find(type).orElseThrow();
    long values = 0;
    for (KvShape shape : layers) {
      values += (long) shape.heads() * (shape.keyWidth() + shape.valueWidth());
    }
    return quant.bytes(values) * positions;
  }

  static LlamajarException usedUp(long budget) {
    return new LlamajarException(
        "The %d MiB of memory for keys and values are used up; give more, or have fewer texts at once"
            .formatted(budget >> 20));
  }

  /** The float32 numbers in the states of all layers. */
  static long stateSize(List<KvShape> layers) {
    return layers.stream().mapToLong(shape -> shape.state().size()).sum();
  }

  /** Who is asked to let go of something when memory is short; false if there is nothing more. */
  public void setReleaser(BooleanSupplier newReleaser) {
    releaser = newReleaser;
  }

  /** What the layers of its caches keep. */
  public List<KvShape> layers() {
    return layers;
  }

  /** What the bytes of keys and values mean. */
  public Quant quant() {
    return quant;
  }

  /** The bytes of a page. */
  public long pageBytes() {
    return pageBytes;
  }

  /** The bytes of a state; 0 if no layer has one. */
  public long stateBytes() {
    return stateBytes;
  }

  /** The most bytes that it may take. */
  public long budget() {
    return budget;
  }

  /** The bytes that somebody holds. */
  public long held() {
    return (pages - freePages.size()) * pageBytes + (states - freeStates.size()) * stateBytes;
  }

  /** The most bytes that it has ever taken. */
  public long peak() {
    return peak;
  }

  /**
   * Gives a page; empty if the budget is used up.
   *
   * @throws LlamajarException if the machine has no memory left
   */
  public Optional<Page> takePage() {
    if (!freePages.isEmpty()) {
      Page page = freePages.pop();
      page.reuse();
      return Optional.of(page);
    }
    if (!makeRoom(pageBytes, freePages)) {
      return Optional.empty();
    }
    return freePages.isEmpty() ? Optional.of(newPage()) : takePage();
  }

  private Page newPage() {
    Arena arena = arenas.get();
    try {
      Page page = new Page(this, arena);
      pages++;
      peak = Math.max(peak, taken());
      return page;
    } catch (Throwable e) {
      arena.close();
      throw e;
    }
  }

  /** Takes back what is held no longer. */
  public void giveBack(Page page) {
    if (page.letGo()) {
      freePages.push(page);
      freeIfClosed();
    }
  }

  /**
   * Gives a state of any content; empty if the budget is used up.
   *
   * @throws LlamajarException if the machine has no memory left
   */
  public Optional<State> takeState() {
    if (!freeStates.isEmpty()) {
      return Optional.of(freeStates.pop());
    }
    if (!makeRoom(stateBytes, freeStates)) {
      return Optional.empty();
    }
    return freeStates.isEmpty() ? Optional.of(newState()) : takeState();
  }

  private State newState() {
    Arena arena = arenas.get();
    try {
      State state = new State(arena, stateBytes);
      states++;
      peak = Math.max(peak, taken());
      return state;
    } catch (Throwable e) {
      arena.close();
      throw e;
    }
  }

  /** Takes back what is held no longer. */
  public void giveBack(State state) {
    freeStates.push(state);
    freeIfClosed();
  }

  private void freeIfClosed() {
    if (closed) {
      close();
    }
  }

  /** Sees to it that the budget allows for more, or that there is one of the kind that is free. */
  private boolean makeRoom(long bytes, Deque<?> kind) {
    while (taken() + bytes > budget && kind.isEmpty()) {
      if (!freePages.isEmpty()) {
        freePages.pop().close();
        pages--;
      } else if (!freeStates.isEmpty()) {
        freeStates.pop().close();
        states--;
      } else if (!releaser.getAsBoolean()) {
        return false;
      }
    }
    return true;
  }

  private long taken() {
    return pages * pageBytes + states * stateBytes;
  }

  /** Frees what was given back; what somebody still holds is freed when that is given back. */
  @Override
  public void close() {
    closed = true;
    freePages.forEach(Page::close);
    freeStates.forEach(State::close);
    freePages.clear();
    freeStates.clear();
  }
}
