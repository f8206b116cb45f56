package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.kernel.Routing;
import io.llamajar.kernel.Sight;
import io.llamajar.ops.Rope;

/**
 * Llama 4 (text): three of four layers see a chunk of the text, the fourth knows no positions;
 * experts weigh what goes into them.
 *
 * <p>Source: Meta AI, <i>The Llama 4 herd</i>, 2025.
 */
final class Llama4 {
  private Llama4() {}

  private static final int PATTERN = 4;
  private static final int CHUNK = 8192;
  private static final Temperature TEMPERATURE = new Temperature(0.1f, CHUNK, 1);
  private static final int EXPERTS_OF_MAVERICK = 128;

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.ADJACENT);
    // A window of 0 says that there are no chunks, and that all layers know positions.
    int window = file.metadata().integer(file.key("attention.sliding_window"), CHUNK);
    Windows windows = Windows.load(file, PATTERN, window == 0 ? 0 : CHUNK);
    return Stack.load(
        file,
        Norm.Kind.RMS,
        rope,
        i ->
            Layer.load(
                file,
                i,
                Norm.Kind.RMS,
                Attention.load(file, i, settings(file, i, rope, windows)),
                feedForward(file, i)));
  }

  private static AttentionSettings settings(ModelFile file, int layer, Rope rope, Windows windows) {
    AttentionSettings settings = AttentionSettings.of(file, layer);
    if (windows.exist() && !windows.isLocal(layer)) {
      return settings.withTemperature(TEMPERATURE);
    }
    if (file.positive("expert_count") != EXPERTS_OF_MAVERICK) {
      Norm norm = Norm.plain(file, Attention.kvShape(file, layer).keyWidth());
      settings = settings.withNormLast(norm);
    }
    settings = settings.withRope(rope);
    return windows.exist() ? settings.withSight(new Sight.Chunk(CHUNK)) : settings;
  }

  private static FeedForward feedForward(ModelFile file, int layer) {
    if (!Experts.isIn(file, layer)) {
      return FeedForward.Dense.load(file, layer, Activation.SILU);
    }
    Routing routing = Experts.routing(file, layer).withGating(Routing.Gating.SIGMOID);
    Experts experts = Experts.load(file, layer, Activation.SILU, routing).withWeighedInputs();
    return SharedExperts.load(file, layer, experts, Activation.SILU);
  }
}
