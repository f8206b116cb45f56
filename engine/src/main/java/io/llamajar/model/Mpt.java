package io.llamajar.model;

import java.util.List;

/**
 * MPT: attention with linear biases, or embeddings of positions.
 *
 * <p>Source: MosaicML, <i>Introducing MPT-7B</i>, 2023.
 */
final class Mpt {
  private Mpt() {}

  private static final float LARGEST = 1_000;

  static Decoder load(ModelFile file) {
    float most = file.real("attention.max_alibi_bias", 0, 0, LARGEST);
    List<Layer> layers = Stack.layers(file, i -> Bloom.layer(file, i, most));
    Head head = Head.load(file, Norm.Kind.LAYER);
    boolean positions = file.has("position_embd.weight");
    return new Stack(positions ? head.withPositions(file) : head, List.of(), layers);
  }
}
