package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.kernel.Routing;
import io.llamajar.ops.Rope;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Trinity (AFMoE): gated attention that knows positions where it sees a window, and experts chosen
 * by sigmoids beside a shared one behind dense layers.
 *
 * <p>Source: Arcee AI, <i>The Trinity Manifesto</i>, 2025.
 */
final class AfMoe {
  private AfMoe() {}

  private static final int PATTERN = 4; // one global layer in so many

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.HALVES);
    Windows windows = Windows.load(file, PATTERN);
    UnaryOperator<Routing> choice = Experts.unlessTold(file, Routing.Gating.SIGMOID);
    List<Layer> layers =
        Stack.layers(
            file,
            i -> {
              AttentionSettings settings =
                  AttentionSettings.of(file, i).withSight(windows.back(i)).withNormsFirst();
              if (i % PATTERN < PATTERN - 1) {
                settings = settings.withRope(rope);
              }
              return new Layer.Sequential(
                  Layer.Norms.around(file, i, Norm.Kind.RMS),
                  Attention.gatedApart(file, i, settings),
                  FeedForward.load(file, i, Activation.SILU, choice),
                  1);
            });
    return new Stack(Gemma.head(file), List.of(rope), layers);
  }
}
