package io.llamajar.model;

import io.llamajar.ops.Ops;
import io.llamajar.ops.Rope;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.Tensor;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The usual decoder: embeddings, a stack of layers, logits. */
final class Stack implements Decoder {
  private final Head head;
  private final List<Layer> layers;
  private final Step step;
  private final Passage passage;

  /**
   * A decoder of these layers.
   *
   * @param ropes the rotary embeddings that layers use
   */
  Stack(Head head, List<Rope> ropes, List<Layer> layers) {
    this(head, ropes, layers, Passage.PLAIN);
  }

  /** The same, where more stands between the head and the layers. */
  Stack(Head head, List<Rope> ropes, List<Layer> layers, Passage passage) {
    this.head = head;
    this.layers = layers;
    this.step = new Step(ropes);
    this.passage = passage;
  }

  /**
   * The usual one, whose layers share a rotary embedding.
   *
   * @param kind of the last norm
   * @param layer reads the layer with an index
   */
  static Stack load(ModelFile file, Norm.Kind kind, Rope rope, IntFunction<Layer> layer) {
    return new Stack(Head.load(file, kind), List.of(rope), layers(file, layer));
  }

  /** As many layers as the file has. */
  static List<Layer> layers(ModelFile file, IntFunction<Layer> layer) {
    return IntStream.range(0, file.layers()).mapToObj(layer).toList();
  }

  @Override
  public int vocabularySize() {
    return head.embeddings().tokens().rows();
  }

  @Override
  public int width() {
    return head.embeddings().width();
  }

  @Override
  public int longest() {
    return head.embeddings().longest();
  }

  @Override
  public List<KvShape> cacheShapes() {
    return layers.stream().map(Layer::mixer).filter(Mixer::stores).map(Mixer::kv).toList();
  }

  @Override
  public Tensor hidden(Ops ops, int[] tokens, Batch batch) {
    Tensor embedded = head.embeddings().apply(ops, tokens, batch);
    Tensor x = passage.enter(ops, tokens, embedded); // [rows, width]
    step.begin(ops, batch);
    for (Layer layer : layers) {
      layer.apply(ops, x, step);
    }
    return head.hidden(ops, passage.leave(ops, x), batch);
  }

  @Override
  public Tensor logits(Ops ops, Tensor hidden) {
    return head.logits(ops, hidden);
  }
}
