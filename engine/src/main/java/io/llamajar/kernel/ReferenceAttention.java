package io.llamajar.kernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.llamajar.quant.BlockQuant;
import io.llamajar.quant.FloatQuant;
import io.llamajar.quant.Quant;
import io.llamajar.quant.UnpackedRow;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;

/** One thread's attention: query heads over the positions they see, page by page. */
final class ReferenceAttention {
  private final float[] scores = new float[KvCache.PAGE]; // s, then p; by position in the page
  private final float[] partial = new float[16];
  private final UnpackedRow unpacked = new UnpackedRow();
  private float[] floats = {}; // a key or value
  private float[] block = {}; // o of the present page
  private float[] output = {}; // o of all pages so far
  private float largest; // m of all pages so far
  private float sum; // l of all pages so far
  private boolean isEmpty; // no page and no sink so far

  /** As {@link Reference#attend} defines it. */
  void attend(AttentionShape shape, Tensor queries, Batch batch, Tensor y, int from, int to) {
    int kvHeads = batch.shape(shape.layer()).heads();
    int shared = shape.heads() / kvHeads;
    for (int item = from; item < to; item++) {
      int tile = item / kvHeads;
      int first = item % kvHeads * shared;
      for (int row = batch.tileStart(tile); row < batch.tileEnd(tile); row++) {
        for (int head = first; head < first + shared; head++) {
          attendRow(shape, queries, batch, y, row, head);
        }
      }
    }
  }

  /** Pages of that by themselves. */
  void attendPages(
      AttentionShape shape, Tensor queries, Batch batch, Tensor parts, int from, int to) {
    int kvHeads = batch.shape(shape.layer()).heads();
    int shared = shape.heads() / kvHeads;
    int pages = batch.pages();
    for (int item = from; item < to; item++) {
      int tile = item / pages / kvHeads;
      int first = item / pages % kvHeads * shared;
      for (int row = batch.tileStart(tile); row < batch.tileEnd(tile); row++) {
        for (int head = first; head < first + shared; head++) {
          attendPage(shape, queries, batch, parts, row, head, item % pages);
        }
      }
    }
  }

  private void attendRow(
      AttentionShape shape, Tensor queries, Batch batch, Tensor y, int row, int head) {
    int width = batch.shape(shape.layer()).valueWidth();
    begin(shape, batch, head);
    int last = lastPage(shape, batch, row);
    for (int page = firstPage(shape, batch, row); page <= last; page++) {
      float m = score(shape, queries, batch, row, head, page);
      merge(m, weigh(shape, batch, row, head, page, m), width);
    }
    divide(y, ((long) row * shape.heads() + head) * width, width);
  }

  /** Does nothing if the page is not seen. */
  private void attendPage(
      AttentionShape shape,
      Tensor queries,
      Batch batch,
      Tensor parts,
      int row,
      int head,
      int page) {
    if (page < firstPage(shape, batch, row) || page > lastPage(shape, batch, row)) {
      return;
    }
    int width = batch.shape(shape.layer()).valueWidth();
    long at = part(shape, batch, parts, row * shape.heads() + head, page);
    float m = score(shape, queries, batch, row, head, page);
    MemorySegment part = parts.write();
    part.setAtIndex(JAVA_FLOAT, at, m);
    part.setAtIndex(JAVA_FLOAT, at + 1, weigh(shape, batch, row, head, page, m));
    MemorySegment.copy(block, 0, part, JAVA_FLOAT, (at + 2) * Float.BYTES, width);
  }

  /** Merges the pages that a query sees. */
  void mergePages(AttentionShape shape, Batch batch, Tensor parts, Tensor y, int query) {
    int row = query / shape.heads();
    int width = batch.shape(shape.layer()).valueWidth();
    begin(shape, batch, query % shape.heads());
    MemorySegment part = parts.read();
    int last = lastPage(shape, batch, row);
    for (int page = firstPage(shape, batch, row); page <= last; page++) {
      long at = part(shape, batch, parts, query, page);
      MemorySegment.copy(part, JAVA_FLOAT, (at + 2) * Float.BYTES, block, 0, width);
      merge(part.getAtIndex(JAVA_FLOAT, at), part.getAtIndex(JAVA_FLOAT, at + 1), width);
    }
    divide(y, (long) query * width, width);
  }

  private static long part(AttentionShape shape, Batch batch, Tensor parts, int query, int page) {
    int size = AttentionShape.part(batch.shape(shape.layer()).valueWidth());
    return (long) query * parts.columns() + (long) page * size;
  }

  /** Begins with a head's sink, or with nothing. */
  private void begin(AttentionShape shape, Batch batch, int head) {
    reserve(batch.shape(shape.layer()));
    Optional<Vector> sinks = shape.scoring().sinks();
    isEmpty = sinks.isEmpty();
    if (sinks.isPresent()) {
      largest = sinks.get().at(head);
      sum = 1;
      Arrays.fill(output, 0);
    }
  }

  private void merge(float m, float l, int width) {
    if (isEmpty) {
      isEmpty = false;
      largest = m;
      sum = l;
      System.arraycopy(block, 0, output, 0, width);
      return;
    }
    float merged = Math.max(largest, m);
    float a = Exp.exp(largest - merged);
    float b = Exp.exp(m - merged);
    largest = merged;
    sum = Math.fma(sum, a, l * b);
    for (int d = 0; d < width; d++) {
      output[d] = Math.fma(output[d], a, block[d] * b);
    }
  }

  private void divide(Tensor y, long at, int width) {
    MemorySegment values = y.write();
    for (int d = 0; d < width; d++) {
      values.setAtIndex(JAVA_FLOAT, at + d, output[d] / sum);
    }
  }

  private static int firstSeen(AttentionShape shape, Batch batch, int row) {
    return shape.sight().first(batch.position(row));
  }

  private static int seenEnd(AttentionShape shape, Batch batch, int row) {
    return shape.sight().end(batch.position(row), batch.length(batch.sequence(row)));
  }

  private static int firstPage(AttentionShape shape, Batch batch, int row) {
    return firstSeen(shape, batch, row) / KvCache.PAGE;
  }

  private static int lastPage(AttentionShape shape, Batch batch, int row) {
    return (seenEnd(shape, batch, row) - 1) / KvCache.PAGE;
  }

  private static int from(AttentionShape shape, Batch batch, int row, int page) {
    return Math.max(firstSeen(shape, batch, row), page * KvCache.PAGE);
  }

  private static int to(AttentionShape shape, Batch batch, int row, int page) {
    return Math.min((page + 1) * KvCache.PAGE, seenEnd(shape, batch, row));
  }

  /** Fills {@link #scores} for the positions of a page that are seen; gives the largest. */
  private float score(
      AttentionShape shape, Tensor queries, Batch batch, int row, int head, int page) {
    KvCache cache = batch.cache(batch.sequence(row));
    KvShape kv = cache.shape(shape.layer());
    int kvHead = head / (shape.heads() / kv.heads());
    int width = kv.keyWidth();
    long query = ((long) row * shape.heads() + head) * width;
    reserve(kv);
    MemorySegment keys = cache.keys(shape.layer(), page * KvCache.PAGE);
    float most = Float.NEGATIVE_INFINITY;
    int to = to(shape, batch, row, page);
    for (int j = from(shape, batch, row, page); j < to; j++) {
      decode(cache.quant(), keys, cache.offset(kvHead, j, width), width);
      float product = Sums.dot16(floats, queries.read(), query, width);
      float score = score(shape.scoring(), product, head, Math.abs(j - batch.position(row)));
      scores[j % KvCache.PAGE] = score;
      most = Math.max(most, score);
    }
    return most;
  }

  private static float score(Scoring scoring, float product, int head, int distance) {
    float score = product * scoring.scale();
    if (scoring.isCapped()) {
      score = Reference.cap(score, scoring.cap());
    }
    Optional<Vector> slopes = scoring.slopes();
    return slopes.isPresent() ? Math.fma(-(float) distance, slopes.get().at(head), score) : score;
  }

  /** Weighs the values of those positions into {@link #block}; gives the weights' sum. */
  private float weigh(AttentionShape shape, Batch batch, int row, int head, int page, float most) {
    KvCache cache = batch.cache(batch.sequence(row));
    KvShape kv = cache.shape(shape.layer());
    int kvHead = head / (shape.heads() / kv.heads());
    int width = kv.valueWidth();
    MemorySegment values = cache.values(shape.layer(), page * KvCache.PAGE);
    Arrays.fill(partial, 0);
    Arrays.fill(block, 0, width, 0);
    int to = to(shape, batch, row, page);
    for (int j = from(shape, batch, row, page); j < to; j++) {
      float p = Exp.exp(scores[j % KvCache.PAGE] - most);
      partial[j % 16] += p;
      decode(cache.quant(), values, cache.offset(kvHead, j, width), width);
      for (int d = 0; d < width; d++) {
        block[d] = Math.fma(p, floats[d], block[d]);
      }
    }
    return Sums.tree(partial);
  }

  private void decode(Quant type, MemorySegment page, long offset, int width) {
    switch (type) {
      case FloatQuant quant -> quant.decode(page, offset, floats, width);
      case BlockQuant quant -> {
        unpacked.unpack(quant, page, offset, width);
        unpacked.decode(quant, floats, width);
      }
    }
  }

  private void reserve(KvShape kv) {
    int width = Math.max(kv.keyWidth(), kv.valueWidth());
    if (floats.length < width) {
      floats = new float[width];
      block = new float[width];
      output = new float[width];
    }
  }
}
