package io.llamajar.model;

import java.util.List;

/**
 * Mamba-2: nothing but selective scans.
 *
 * <p>Source: Dao and Gu, <i>Transformers are SSMs</i>, 2024.
 */
final class Mamba2 {
  private Mamba2() {}

  static Decoder load(ModelFile file) {
    List<Layer> layers =
        Stack.layers(
            file, i -> Layer.Mixing.load(file, i, Norm.Kind.RMS, SelectiveState.load(file, i)));
    return new Stack(Head.load(file, Norm.Kind.RMS), List.of(), layers);
  }
}
