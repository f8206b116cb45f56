package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.kernel.Routing;
import io.llamajar.ops.Rope;
import java.util.List;

/**
 * Step 3.5: a gate for each head, layers that see a window between others that turn half as many
 * values, and bounds for what is gated in some layers.
 *
 * <p>Source: StepFun, <i>Step 3.5 Flash</i>, 2026.
 */
final class Step35 {
  private Step35() {}

  private static final float LARGEST_LIMIT = 1e6f;

  static Decoder load(ModelFile file) {
    int width = Attention.keyWidth(file);
    Rope global = Ropes.half(file, Pairing.HALVES, width);
    int turned = file.positive("rope.dimension_count", width);
    Rope local = Ropes.local(file, Pairing.HALVES, turned);
    Windows windows = Windows.load(file, 1);
    List<Layer> layers =
        Stack.layers(
            file,
            i -> {
              Rope rope = windows.isLocal(i) ? local : global;
              AttentionSettings settings =
                  AttentionSettings.of(file, i).withRope(rope).withSight(windows.back(i));
              return Layer.load(
                  file, i, Norm.Kind.RMS, attention(file, i, settings), feedForward(file, i));
            });
    return new Stack(Head.load(file, Norm.Kind.RMS), List.of(global, local), layers);
  }

  private static Attention attention(ModelFile file, int layer, AttentionSettings settings) {
    String block = "blk." + layer + ".attn_";
    AttentionSettings normed =
        file.has(block + "q_norm.weight") ? settings.withNormsFirst() : settings;
    return file.has(block + "gate.weight")
        ? Attention.gatedByHead(file, layer, normed)
        : Attention.load(file, layer, normed);
  }

  private static FeedForward feedForward(ModelFile file, int layer) {
    float limit = limit(file, "swiglu_clamp_shexp", layer);
    FeedForward feedForward =
        FeedForward.load(
            file, layer, Activation.SILU, Experts.unlessTold(file, Routing.Gating.SIGMOID));
    return switch (feedForward) {
      case FeedForward.Dense dense -> dense.withLimit(limit);
      case SharedExperts both ->
          new SharedExperts(
              both.experts().withLimit(limit(file, "swiglu_clamp_exp", layer)),
              both.shared().withLimit(limit),
              both.gate());
      default -> feedForward;
    };
  }

  /** That of a layer; 0 for none. */
  private static float limit(ModelFile file, String name, int layer) {
    double limit = file.findPerLayer(name).map(limits -> limits.real(layer)).orElse(0.0);
    return (float) Math.clamp(limit, 0, LARGEST_LIMIT);
  }
}
