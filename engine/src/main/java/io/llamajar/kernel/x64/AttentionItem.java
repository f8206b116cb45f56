package io.llamajar.kernel.x64;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.llamajar.kernel.AttentionShape;
import io.llamajar.kernel.Sight;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;
import java.lang.foreign.MemorySegment;

/**
 * An item of attention, for one thread: the queries that share a key-value head, side by side, and
 * what is known of each so far.
 *
 * <p>Queries and results are padded with zeros to a multiple of 16 values. A query's state is m, l,
 * a and b, see {@link Softmax}.
 */
final class AttentionItem {
  /** The positions that are scored together, at least. */
  static final int STEP = 16;

  private final Room queryRoom = new Room();
  private final Room resultRoom = new Room();
  private final Room scoreRoom = new Room();
  private final Room boundRoom = new Room();
  private final Room stateRoom = new Room();
  private final Room slopeRoom = new Room();
  private MemorySegment queries = MemorySegment.NULL; // [count, keyBytes]
  private MemorySegment results = MemorySegment.NULL; // [count, valueBytes]
  private MemorySegment scores = MemorySegment.NULL; // [count, KvCache.PAGE]
  private MemorySegment bounds = MemorySegment.NULL; // [count] of from, to
  private MemorySegment states = MemorySegment.NULL; // [count] of m, l, a, b
  private MemorySegment slopes = MemorySegment.NULL; // [count] of slope, position in the page
  private int firstRow;
  private int rows;
  private int shared;
  private int firstHead;
  private int heads;
  private Sight sight = Sight.CAUSAL;
  private int firstPosition; // of the first row; the others follow on it
  private int length; // of the sequence
  private int keyWidth;
  private int valueWidth;

  /** Begins with the rows of a tile and the query heads that share a key-value head. */
  void begin(AttentionShape shape, Tensor x, Batch batch, int tile, int kvHead) {
    KvShape kv = batch.shape(shape.layer());
    firstRow = batch.tileStart(tile);
    rows = batch.tileEnd(tile) - firstRow;
    heads = shape.heads();
    shared = heads / kv.heads();
    firstHead = kvHead * shared;
    sight = shape.sight();
    firstPosition = batch.position(firstRow);
    length = batch.length(batch.sequence(firstRow));
    keyWidth = kv.keyWidth();
    valueWidth = kv.valueWidth();
    queries = queryRoom.bytes(count() * keyBytes());
    results = resultRoom.bytes(count() * valueBytes());
    scores = scoreRoom.bytes(count() * (long) PanelScores.SCORE_BYTES);
    bounds = boundRoom.bytes(count() * (long) Softmax.BOUNDS_BYTES);
    states = stateRoom.bytes(count() * (long) Softmax.STATE_BYTES);
    takeQueries(x);
    fillResults(-0f);
    for (int q = 0; q < count(); q++) {
      setState(q, Float.NEGATIVE_INFINITY, -0f);
    }
  }

  /** Merges the sink of each query's head before any page. */
  void takeSinks(Vector sinks) {
    fillResults(0f);
    for (int q = 0; q < count(); q++) {
      setState(q, sinks.at(head(q)), 1);
    }
  }

  private void fillResults(float value) {
    long floats = count() * valueBytes() / Float.BYTES;
    for (long i = 0; i < floats; i++) {
      results.setAtIndex(JAVA_FLOAT, i, value);
    }
  }

  private void setState(int q, float m, float l) {
    states.set(JAVA_FLOAT, q * (long) Softmax.STATE_BYTES + Softmax.M, m);
    states.set(JAVA_FLOAT, q * (long) Softmax.STATE_BYTES + Softmax.L, l);
  }

  private void takeQueries(Tensor x) {
    if (keyBytes() != (long) keyWidth * Float.BYTES) {
      queries.fill((byte) 0);
    }
    for (int q = 0; q < count(); q++) {
      long from = at(q) * keyWidth * Float.BYTES;
      MemorySegment.copy(x.read(), JAVA_FLOAT, from, queries, JAVA_FLOAT, q * keyBytes(), keyWidth);
    }
  }

  /** Where a query is among those of all heads and rows. */
  private long at(int q) {
    return (long) (firstRow + q / shared) * heads + head(q);
  }

  private int head(int q) {
    return firstHead + q % shared;
  }

  /** The first position that any of the queries sees. */
  int first() {
    return firstSeen(0);
  }

  /** The position after the last one that any of the queries sees. */
  int end() {
    return seenEnd(rows - 1);
  }

  private int firstSeen(int row) {
    return sight.first(firstPosition + row);
  }

  private int seenEnd(int row) {
    return sight.end(firstPosition + row, length);
  }

  /** Says what each query sees of the page that begins at a position. */
  void see(int page) {
    for (int q = 0; q < count(); q++) {
      int row = q / shared;
      int from = Math.clamp(firstSeen(row) - page, 0, KvCache.PAGE);
      int to = Math.clamp(seenEnd(row) - page, 0, KvCache.PAGE);
      bounds.setAtIndex(JAVA_INT, 2L * q, from);
      bounds.setAtIndex(JAVA_INT, 2L * q + 1, to);
    }
  }

  /** The first position that is seen in a page, or one of the steps before it. */
  int from(int page) {
    return Math.max(first() - page, 0) & -STEP;
  }

  /** The position after the last one that is seen in a page, or one of the steps after it. */
  int to(int page) {
    return Math.min(end() - page + STEP - 1, KvCache.PAGE) & -STEP;
  }

  /** Says how fast each query loses sight, and where it is, seen from a page. */
  void lean(Vector slopeOfHeads, int page) {
    slopes = slopeRoom.bytes(count() * (long) Distances.SLOPE_BYTES);
    for (int q = 0; q < count(); q++) {
      slopes.setAtIndex(JAVA_FLOAT, 2L * q, slopeOfHeads.at(head(q)));
      slopes.setAtIndex(JAVA_INT, 2L * q + 1, firstPosition + q / shared - page);
    }
  }

  /** Gives the results. */
  void finish(Tensor y) {
    MemorySegment values = y.write();
    for (int q = 0; q < count(); q++) {
      long to = at(q) * valueWidth * Float.BYTES;
      MemorySegment.copy(results, JAVA_FLOAT, q * valueBytes(), values, JAVA_FLOAT, to, valueWidth);
    }
  }

  /** Gives what there is after one page. */
  void keep(Tensor parts, int page) {
    MemorySegment values = parts.write();
    for (int q = 0; q < count(); q++) {
      long part = at(q) * parts.columns() + (long) page * AttentionShape.part(valueWidth);
      long state = q * (long) Softmax.STATE_BYTES;
      values.setAtIndex(JAVA_FLOAT, part, states.get(JAVA_FLOAT, state + Softmax.M));
      values.setAtIndex(JAVA_FLOAT, part + 1, states.get(JAVA_FLOAT, state + Softmax.L));
      long to = (part + 2) * Float.BYTES;
      MemorySegment.copy(results, JAVA_FLOAT, q * valueBytes(), values, JAVA_FLOAT, to, valueWidth);
    }
  }

  /** The number of queries. */
  int count() {
    return rows * shared;
  }

  /** The bytes of a query. */
  long keyBytes() {
    return padded(keyWidth) * (long) Float.BYTES;
  }

  /** The bytes of a result. */
  long valueBytes() {
    return padded(valueWidth) * (long) Float.BYTES;
  }

  static int padded(int width) {
    return (width + STEP - 1) & -STEP;
  }

  /** The address of a query. */
  long query(int q) {
    return queries.address() + q * keyBytes();
  }

  /** The address of a query's results. */
  long result(int q) {
    return results.address() + q * valueBytes();
  }

  /** The address of a query's scores. */
  long scores(int q) {
    return scores.address() + q * (long) PanelScores.SCORE_BYTES;
  }

  /** The address of the queries' slopes. */
  long slopes() {
    return slopes.address();
  }

  /** The address of what a query sees. */
  long bounds(int q) {
    return bounds.address() + q * (long) Softmax.BOUNDS_BYTES;
  }

  /** The address of a query's state. */
  long state(int q) {
    return states.address() + q * (long) Softmax.STATE_BYTES;
  }
}
