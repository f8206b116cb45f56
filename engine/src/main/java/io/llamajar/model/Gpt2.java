package io.llamajar.model;

import io.llamajar.kernel.Activation;
import java.util.List;

/**
 * GPT-2: positions have embeddings of their own, which are added to those of tokens.
 *
 * <p>Source: Radford et al., <i>Language Models are Unsupervised Multitask Learners</i>, 2019.
 */
final class Gpt2 {
  private Gpt2() {}

  static Decoder load(ModelFile file) {
    List<Layer> layers =
        Stack.layers(
            file,
            i ->
                Layer.load(
                    file,
                    i,
                    Norm.Kind.LAYER,
                    Attention.load(file, i, AttentionSettings.of(file, i)),
                    FeedForward.Dense.ungated(file, i, Activation.GELU)));
    return new Stack(Head.load(file, Norm.Kind.LAYER).withPositions(file), List.of(), layers);
  }
}
