package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;
import java.util.List;

/**
 * Gemma 2: every other layer sees a window, scores and logits are capped, and norms stand on both
 * sides of each part.
 *
 * <p>Source: Gemma Team, <i>Gemma 2: Improving Open Language Models at a Practical Size</i>, 2024.
 */
final class Gemma2 {
  private Gemma2() {}

  private static final int PATTERN = 2;
  private static final int WINDOW = 4096; // where a file does not say
  private static final int LAYERS_OF_27B = 46;
  private static final float SCORE_CAP = 50; // where a file does not say
  private static final float LOGIT_CAP = 30;
  private static final float LARGEST_CAP = 1e6f;

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.HALVES);
    Windows windows = Windows.load(file, PATTERN, WINDOW);
    float cap = file.real("attn_logit_softcapping", SCORE_CAP, 0, LARGEST_CAP);
    List<Layer> layers =
        Stack.layers(
            file,
            i -> {
              AttentionSettings settings =
                  AttentionSettings.of(file, i)
                      .withRope(rope)
                      .withSight(windows.back(i))
                      .withScale(scale(file, LAYERS_OF_27B));
              settings = settings.withScoring(settings.scoring().withCap(cap));
              return layer(file, i, settings);
            });
    Head head = Gemma.head(file).withCap(file, LOGIT_CAP);
    return new Stack(head, List.of(rope), layers);
  }

  /** A layer with norms on both sides of its parts. */
  static Layer layer(ModelFile file, int layer, AttentionSettings settings) {
    return new Layer.Sequential(
        Layer.Norms.around(file, layer, Norm.Kind.RMS),
        Attention.load(file, layer, settings),
        FeedForward.Dense.load(file, layer, Activation.GELU),
        1);
  }

  /** The largest model of a generation divides by the width of an even share of the embedding. */
  static double scale(ModelFile file, int layersOfLargest) {
    boolean isLargest = file.positive("block_count") == layersOfLargest;
    int heads = file.positivePerLayer("attention.head_count", 0);
    int evenShare = Math.max(1, file.positive("embedding_length") / heads);
    return 1 / Math.sqrt(isLargest ? evenShare : Attention.kvShape(file, 0).keyWidth());
  }
}
