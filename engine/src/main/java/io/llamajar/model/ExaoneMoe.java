package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;
import java.util.function.UnaryOperator;

/**
 * K-EXAONE: experts beside a shared one behind dense layers; layers that see a window know
 * positions, the fourth of four sees all and knows none.
 *
 * <p>Source: LG AI Research, <i>K-EXAONE Technical Report</i>, 2026.
 */
final class ExaoneMoe {
  private ExaoneMoe() {}

  private static final int PATTERN = 4;

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.HALVES);
    Windows windows = Windows.load(file, PATTERN);
    return Stack.load(file, Norm.Kind.RMS, rope, i -> layer(file, i, rope, windows));
  }

  private static Layer layer(ModelFile file, int layer, Rope rope, Windows windows) {
    AttentionSettings settings =
        AttentionSettings.of(file, layer).withSight(windows.back(layer)).withNormsFirst();
    if (windows.isLocal(layer)) {
      settings = settings.withRope(rope);
    }
    return Layer.load(
        file,
        layer,
        Norm.Kind.RMS,
        Attention.load(file, layer, settings),
        FeedForward.load(file, layer, Activation.SILU, UnaryOperator.identity()));
  }
}
