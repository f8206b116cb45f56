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
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** One thread's attention: a query head over the positions it sees, page by page. */
final class ReferenceAttention {
  private final float[] scores = new float[KvCache.PAGE]; // s, then p; by position in the page
  private final float[] partial = new float[16];
  private final UnpackedRow unpacked = new UnpackedRow();
  private float[] floats = {}; // a key or value
  private float[] block = {}; // o of the present page
  private float[] output = {}; // o of all pages so far

  /** As {@link Reference#attend} defines it, for one head of one token. */
  void attend(AttentionShape shape, Tensor queries, Batch batch, Tensor y, int row, int head) {
    KvShape kv = batch.shape(shape.layer());
    KvCache cache = batch.cache(batch.sequence(row));
    int position = batch.position(row);
    long first = Math.max(0L, position - (long) shape.window() + 1);
    int kvHead = head / (shape.heads() / kv.heads());
    long query = ((long) row * shape.heads() + head) * kv.keyWidth();
    reserve(Math.max(kv.keyWidth(), kv.valueWidth()));

    float largest = 0;
    float sum = 0;
    for (int from = (int) first;
        from <= position;
        from = (from / KvCache.PAGE + 1) * KvCache.PAGE) {
      int to = Math.min((from / KvCache.PAGE + 1) * KvCache.PAGE, position + 1);
      float m = score(shape, cache, kvHead, queries, query, from, to);
      float l = weigh(shape, cache, kvHead, m, from, to);
      if (from == first) {
        largest = m;
        sum = l;
        System.arraycopy(block, 0, output, 0, kv.valueWidth());
      } else {
        float merged = Math.max(largest, m);
        float a = Exp.exp(largest - merged);
        float b = Exp.exp(m - merged);
        largest = merged;
        sum = Math.fma(sum, a, l * b);
        for (int d = 0; d < kv.valueWidth(); d++) {
          output[d] = Math.fma(output[d], a, block[d] * b);
        }
      }
    }
    long out = ((long) row * shape.heads() + head) * kv.valueWidth();
    MemorySegment values = y.write();
    for (int d = 0; d < kv.valueWidth(); d++) {
      values.setAtIndex(JAVA_FLOAT, out + d, output[d] / sum);
    }
  }

  /** Fills {@link #scores} for positions {@code [from, to)} of one page; gives the largest. */
  private float score(
      AttentionShape shape, KvCache cache, int head, Tensor queries, long query, int from, int to) {
    int width = cache.shape(shape.layer()).keyWidth();
    MemorySegment page = cache.keys(shape.layer(), from);
    float largest = Float.NEGATIVE_INFINITY;
    for (int j = from; j < to; j++) {
      decode(cache.quant(), page, cache.offset(head, j, width), width);
      float score = Sums.dot16(floats, queries.read(), query, width) * shape.scale();
      scores[j % KvCache.PAGE] = score;
      largest = Math.max(largest, score);
    }
    return largest;
  }

  /**
   * Weighs the values of positions {@code [from, to)} into {@link #block}; gives the weights' sum.
   */
  private float weigh(
      AttentionShape shape, KvCache cache, int head, float largest, int from, int to) {
    int width = cache.shape(shape.layer()).valueWidth();
    MemorySegment page = cache.values(shape.layer(), from);
    Arrays.fill(partial, 0);
    Arrays.fill(block, 0, width, 0);
    for (int j = from; j < to; j++) {
      float p = Exp.exp(scores[j % KvCache.PAGE] - largest);
      partial[j % 16] += p;
      decode(cache.quant(), page, cache.offset(head, j, width), width);
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

  private void reserve(int width) {
    if (floats.length < width) {
      floats = new float[width];
      block = new float[width];
      output = new float[width];
    }
  }
}
