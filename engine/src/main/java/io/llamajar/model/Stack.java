package io.llamajar.model;

import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Ops;
import io.llamajar.ops.Rope;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.Tensor;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The usual decoder: embeddings, a stack of like layers that share a rotary embedding, logits. */
record Stack(Head head, Rope rope, List<Layer> layers) implements Decoder {
  /**
   * Reads a stack.
   *
   * @param layer reads the layer with an index
   */
  static Stack load(ModelFile file, Pairing pairing, IntFunction<Layer> layer) {
    Head head = Head.load(file);
    List<Layer> layers = IntStream.range(0, file.positive("block_count")).mapToObj(layer).toList();
    int headWidth = layers.getFirst().attention().kv().keyWidth();
    return new Stack(head, Ropes.load(file, pairing, headWidth), layers);
  }

  @Override
  public int vocabularySize() {
    return head.vocabularySize();
  }

  @Override
  public List<KvShape> cacheShapes() {
    return layers.stream().map(layer -> layer.attention().kv()).toList();
  }

  @Override
  public Tensor forward(Ops ops, int[] tokens, Batch batch) {
    Tensor x = head.embed(ops, tokens, batch.rows()); // [rows, width]
    Tensor angles = ops.angles(rope, batch);
    for (Layer layer : layers) {
      layer.apply(ops, x, rope, angles, batch);
    }
    return head.logits(ops, x, batch);
  }
}
