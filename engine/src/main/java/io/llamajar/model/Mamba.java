package io.llamajar.model;

import java.util.List;

/**
 * Mamba, FalconMamba and Mamba-2: nothing but selective scans.
 *
 * <p>Source: Gu and Dao, <i>Mamba</i>, 2023; Dao and Gu, <i>Transformers are SSMs</i>, 2024.
 */
final class Mamba {
  private Mamba() {}

  static Decoder load(ModelFile file) {
    return of(file, Stack.layers(file, i -> layer(file, i, SelectiveChannels.load(file, i))));
  }

  /** The second version. */
  static Decoder load2(ModelFile file) {
    return of(file, Stack.layers(file, i -> layer(file, i, SelectiveState.load(file, i))));
  }

  private static Layer layer(ModelFile file, int layer, Mixer mixer) {
    return Layer.Mixing.load(file, layer, Norm.Kind.RMS, mixer);
  }

  private static Decoder of(ModelFile file, List<Layer> layers) {
    return new Stack(Head.load(file, Norm.Kind.RMS), List.of(), layers);
  }
}
