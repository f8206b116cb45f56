package io.llamajar.tensor;

import io.llamajar.LlamajarException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The tokens of one forward pass: rows of several sequences, each of which goes on where its cache
 * ends.
 *
 * <p>Sequence {@code s} has rows {@code [start(s), start(s + 1))}. The same object serves pass
 * after pass; it only grows.
 */
public final class Batch {
  /** The most rows of a sequence that attention takes together, so that they share what is read. */
  public static final int TILE = 16;

  private final List<KvCache> caches = new ArrayList<>();
  private int[] starts = new int[2]; // of each sequence; then the number of rows
  private int[] sequences = {}; // of each row
  private int[] positions = {}; // of each row
  private int[] tiles = {}; // the first row of each
  private int[] outputs = {}; // rows whose logits are wanted
  private int tileCount;
  private int outputCount;

  /** Makes it empty. */
  public void clear() {
    caches.clear();
    starts[0] = 0;
    tileCount = 0;
    outputCount = 0;
  }

  /**
   * Adds rows that follow on those in a cache, and makes room there.
   *
   * @param cache of the same shape as the others here, and none of them
   * @param wanted of how many of the last rows the logits are wanted
   * @throws LlamajarException if they are more than the cache may hold, or than there is memory for
   */
  public void add(KvCache cache, int count, int wanted) {
    if (count < 1 || wanted < 0 || wanted > count) {
      throw new IllegalArgumentException(wanted + " of " + count + " rows");
    }
    if (!caches.isEmpty() && (caches.contains(cache) || !cache.isLike(caches.getFirst()))) {
      throw new IllegalArgumentException("a cache that is there already, or of another model");
    }
    cache.reserve(count);
    int first = rows();
    reserve(first + count);
    Arrays.fill(sequences, first, first + count, caches.size());
    for (int i = 0; i < count; i++) {
      positions[first + i] = cache.length() + i;
      if (i % TILE == 0) {
        tiles[tileCount++] = first + i;
      }
      if (i >= count - wanted) {
        outputs[outputCount++] = first + i;
      }
    }
    caches.add(cache);
    starts[caches.size()] = first + count;
  }

  private void reserve(int rows) {
    if (starts.length < caches.size() + 2) {
      starts = Arrays.copyOf(starts, 2 * starts.length);
    }
    if (sequences.length < rows) {
      int room = Math.max(rows, 2 * sequences.length);
      sequences = Arrays.copyOf(sequences, room);
      positions = Arrays.copyOf(positions, room);
      tiles = Arrays.copyOf(tiles, room);
      outputs = Arrays.copyOf(outputs, room);
    }
  }

  /** Whether the caches have room for their rows, as they had when these were added. */
  public boolean hasRoom() {
    boolean room = true;
    for (int s = 0; room && s < caches.size(); s++) {
      int count = start(s + 1) - start(s);
      room = caches.get(s).holds(count) && caches.get(s).length() == positions[start(s)];
    }
    return room;
  }

  /** Says that the caches now hold all rows. */
  public void advance() {
    for (int s = 0; s < caches.size(); s++) {
      caches.get(s).advance(start(s + 1) - start(s));
    }
  }

  /** The number of rows of all sequences. */
  public int rows() {
    return starts[caches.size()];
  }

  /** The number of sequences. */
  public int sequences() {
    return caches.size();
  }

  /** The first row of a sequence; for the number of sequences, the number of rows. */
  public int start(int sequence) {
    return starts[sequence];
  }

  /** The cache of a sequence. */
  public KvCache cache(int sequence) {
    return caches.get(sequence);
  }

  /** What a position of a layer is in all of the caches. */
  public KvShape shape(int layer) {
    return caches.getFirst().shape(layer);
  }

  /** The sequence that a row belongs to. */
  public int sequence(int row) {
    return sequences[row];
  }

  /** The position of a row in its sequence. */
  public int position(int row) {
    return positions[row];
  }

  /** The positions of a sequence, its rows here included. */
  public int length(int sequence) {
    return positions[start(sequence + 1) - 1] + 1;
  }

  /** How many positions all rows see together, each at most {@code window}: about. */
  public long seen(int window) {
    long seen = 0;
    for (int s = 0; s < caches.size(); s++) {
      seen += (long) (start(s + 1) - start(s)) * Math.min(window, length(s));
    }
    return seen;
  }

  /** The pages of the longest sequence, its rows included. */
  public int pages() {
    int longest = 0;
    for (int s = 0; s < caches.size(); s++) {
      longest = Math.max(longest, length(s));
    }
    return Math.ceilDiv(longest, KvCache.PAGE);
  }

  /** The number of tiles: runs of at most {@link #TILE} rows of one sequence. */
  public int tiles() {
    return tileCount;
  }

  /** The first row of a tile. */
  public int tileStart(int tile) {
    return tiles[tile];
  }

  /** The row after the last one of a tile. */
  public int tileEnd(int tile) {
    return tile + 1 < tileCount ? tiles[tile + 1] : rows();
  }

  /** The number of rows whose logits are wanted. */
  public int outputs() {
    return outputCount;
  }

  /** The row that the {@code i}-th logits are wanted of, in order. */
  public int output(int i) {
    return outputs[i];
  }
}
