package io.llamajar.model;

import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;

/**
 * EXAONE 4: norms behind each part only; where some layers see a window, the others know no
 * positions.
 *
 * <p>Source: LG AI Research, <i>EXAONE 4.0</i>, 2025.
 */
final class Exaone4 {
  private Exaone4() {}

  private static final int PATTERN = 4;

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.HALVES);
    Windows windows = Windows.load(file, PATTERN);
    return Stack.load(file, Norm.Kind.RMS, rope, i -> layer(file, i, rope, windows));
  }

  private static Layer layer(ModelFile file, int layer, Rope rope, Windows windows) {
    AttentionSettings settings =
        AttentionSettings.of(file, layer).withSight(windows.back(layer)).withNormsFirst();
    boolean turns = windows.isLocal(layer) || !windows.exist();
    return Olmo2.layer(file, layer, turns ? settings.withRope(rope) : settings);
  }
}
