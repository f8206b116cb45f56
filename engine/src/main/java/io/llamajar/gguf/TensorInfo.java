package io.llamajar.gguf;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A named tensor in the mapped file.
 *
 * @param name as in the file, say {@code blk.0.attn_q.weight}
 * @param type what its bytes mean
 * @param shape its dimensions, the contiguous one (columns) first, as GGUF has them; 1 to 4 of them
 * @param data exactly its bytes, in place
 */
public record TensorInfo(String name, GgmlType type, List<Long> shape, MemorySegment data) {
  /** The number of values. */
  public long values() {
    long product = 1;
    for (long dimension : shape) {
      product *= dimension;
    }
    return product;
  }

  /** Dimension {@code i}, 1 where the tensor has fewer. */
  public long dimension(int i) {
    return i < shape.size() ? shape.get(i) : 1;
  }

  /** The shape as people write it: {@code 256 x 1024}. */
  public String shapeText() {
    return shape.stream().map(d -> Long.toString(d)).collect(Collectors.joining(" x "));
  }
}
