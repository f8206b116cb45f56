package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.kernel.Routing;
import io.llamajar.ops.Rope;
import java.util.List;

/**
 * Cohere 2 with experts: attention and experts side by side behind one norm, three of four layers
 * with a window, the first and others that see all without knowing positions, unless they lead.
 *
 * <p>Source: Cohere, <i>Command A: An Enterprise-Ready Large Language Model</i>, 2025.
 */
final class Cohere2Moe {
  private Cohere2Moe() {}

  private static final int PATTERN = 4;

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.ADJACENT);
    Windows windows = Windows.loadGlobalFirst(file, PATTERN);
    Norm.Kind kind = Norm.Kind.of(file);
    List<Layer> layers =
        Stack.layers(
            file,
            i -> {
              AttentionSettings settings = AttentionSettings.of(file, i).withSight(windows.back(i));
              boolean turns = windows.isLocal(i) || !Experts.isIn(file, i);
              Attention attention =
                  Attention.load(file, i, turns ? settings.withRope(rope) : settings);
              return Layer.Parallel.load(file, i, kind, attention, feedForward(file, i));
            });
    return new Stack(CommandR.head(file, kind), List.of(rope), layers);
  }

  /** The experts and one that all tokens share, half of each. */
  private static FeedForward feedForward(ModelFile file, int layer) {
    FeedForward both =
        FeedForward.load(
            file, layer, Activation.SILU, Experts.unlessTold(file, Routing.Gating.SIGMOID));
    return both instanceof SharedExperts ? new FeedForward.Scaled(both, 0.5f) : both;
  }
}
