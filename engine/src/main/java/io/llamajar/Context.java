package io.llamajar;

import io.llamajar.ops.LowRank;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** What a session has read, its tokens with their keys and values; and what it is to read next. */
final class Context implements AutoCloseable {
  /** Sees logits before anybody overwrites them. */
  @FunctionalInterface
  interface LogitsReader {
    /**
     * Called in the middle of a pass, so that it must not call code of users: all other sessions
     * wait.
     *
     * @param logits {@code [rows, vocabulary]}
     * @param first the first row that is this session's
     */
    void read(Tensor logits, int first);
  }

  private final KvCache cache;
  private List<LowRank.Scaled> changes; // to the weights that it is read with
  private int[] tokens = new int[64]; // what the cache holds

  // What is to be read: source[from] ... source[to - 1], the first "joined" of them in this pass.
  private int[] source = {};
  private int from;
  private int to;
  private int outputs;
  private LogitsReader reader = (logits, first) -> {};
  private int joined;

  Context(KvCache cache, List<LowRank.Scaled> changes) {
    this.cache = cache;
    this.changes = changes;
  }

  /** What changes the weights that it is read with. */
  List<LowRank.Scaled> changes() {
    return changes;
  }

  /** Has all be read with other changes: what was read is forgotten. */
  void use(List<LowRank.Scaled> newChanges) {
    changes = newChanges;
    cache.truncate(0);
  }

  /** The number of tokens that were read. */
  int length() {
    return cache.length();
  }

  /** The most tokens that can be read. */
  int capacity() {
    return cache.capacity();
  }

  /** Makes sure that {@code count} more can be read. */
  void checkRoom(int count) {
    cache.checkRoom(count);
  }

  /**
   * The most of the first {@code wanted} tokens that it can go back to: more must be read again.
   */
  int keeps(int wanted) {
    return cache.keeps(wanted);
  }

  /**
   * Forgets all tokens from {@code newLength} on.
   *
   * @param newLength one that it {@link #keeps}
   */
  void truncate(int newLength) {
    cache.truncate(newLength);
  }

  /** Has tokens read again that it has just forgotten. */
  void toReadAgain(int count) {
    toRead(tokens, length(), count);
  }

  /** Has tokens of {@code newSource} read next, instead of what was to be read. */
  void toRead(int[] newSource, int newFrom, int count) {
    source = newSource;
    from = newFrom;
    to = newFrom + count;
  }

  /** Of how many of the last tokens to read somebody wants the logits. */
  void wanted(int newOutputs, LogitsReader newReader) {
    outputs = newOutputs;
    reader = newReader;
  }

  /** Whether there is anything left to read. */
  boolean isReading() {
    return from < to;
  }

  /** Stays out of a batch. */
  void stay() {
    joined = 0;
  }

  /** Joins a batch with as many tokens as there is room for. */
  void join(Batch batch, int[] rows) {
    int row = batch.rows();
    joined = Math.min(to - from, rows.length - row);
    if (joined > 0) {
      batch.add(cache, joined, joined == to - from ? outputs : 0);
      System.arraycopy(source, from, rows, row, joined);
    }
  }

  /** Shows its logits to who wanted them; gives the row after them. */
  int show(Tensor logits, int first) {
    if (joined == 0 || joined < to - from || outputs == 0) {
      return first;
    }
    reader.read(logits, first);
    return first + outputs;
  }

  /** Remembers the tokens that it joined with, after the pass has advanced the cache. */
  void remember() {
    if (tokens.length < length()) {
      tokens = Arrays.copyOf(tokens, Math.max(length(), 2 * tokens.length));
    }
    System.arraycopy(source, from, tokens, length() - joined, joined);
    from += joined;
  }

  @Override
  public void close() {
    cache.close();
  }
}
