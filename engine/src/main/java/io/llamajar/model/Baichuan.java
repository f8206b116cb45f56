package io.llamajar.model;

/**
 * Baichuan 1 and 2: LLaMA, and in the larger size linear biases for positions.
 *
 * <p>Source: Yang et al., <i>Baichuan 2: Open Large-scale Language Models</i>, 2023.
 */
final class Baichuan {
  private Baichuan() {}

  private static final int LAYERS_OF_13B = 40;

  static Decoder load(ModelFile file) {
    if (file.layers() != LAYERS_OF_13B) {
      return Llama.load(file);
    }
    return Refact.load(file);
  }
}
