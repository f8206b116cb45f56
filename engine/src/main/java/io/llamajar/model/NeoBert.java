package io.llamajar.model;

import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;
import java.util.List;

/**
 * NeoBERT: LLaMA as an encoder.
 *
 * <p>Source: Le Breton et al., <i>NeoBERT</i>, 2025.
 */
final class NeoBert {
  private NeoBert() {}

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.ADJACENT);
    List<Layer> layers = Stack.layers(file, i -> Llama.layer(file, i, rope));
    Head head = Head.load(file, Norm.Kind.RMS, "enc.output_norm");
    return new Stack(head, List.of(rope), layers);
  }
}
