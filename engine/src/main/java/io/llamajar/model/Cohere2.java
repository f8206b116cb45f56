package io.llamajar.model;

import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;
import java.util.List;

/**
 * Command R7B: Command-R in which three of four layers see a window, and the fourth knows no
 * positions.
 *
 * <p>Source: Cohere, <i>Command A: An Enterprise-Ready Large Language Model</i>, 2025.
 */
final class Cohere2 {
  private Cohere2() {}

  private static final int PATTERN = 4;

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.ADJACENT);
    Windows windows = Windows.load(file, PATTERN);
    List<Layer> layers =
        Stack.layers(
            file,
            i -> {
              AttentionSettings settings = AttentionSettings.of(file, i).withSight(windows.back(i));
              return CommandR.layer(
                  file,
                  i,
                  Attention.load(file, i, windows.isLocal(i) ? settings.withRope(rope) : settings));
            });
    return new Stack(CommandR.head(file), List.of(rope), layers);
  }
}
