package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.kernel.Routing;
import io.llamajar.ops.Ops;
import io.llamajar.ops.Rope;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;
import java.util.List;
import java.util.Optional;

/**
 * MiMo V2: layers with a window and sinks between others that see all, whose heads turn by another
 * base; experts are chosen by sigmoids with a bias.
 *
 * <p>Source: Xiaomi, <i>MiMo-V2-Flash Technical Report</i>, 2026.
 */
final class Mimo2 {
  private Mimo2() {}

  private static final float LARGEST_SCALE = 1_000;

  static Decoder load(ModelFile file) {
    Rope global = Ropes.load(file, Pairing.HALVES);
    Rope local = Ropes.plain(file, Pairing.HALVES, Attention.keyWidth(file), "rope.freq_base_swa");
    Windows windows = Windows.load(file, 1);
    List<Layer> layers =
        Stack.layers(
            file,
            i -> {
              AttentionSettings settings =
                  AttentionSettings.of(file, i)
                      .withRope(windows.isLocal(i) ? local : global)
                      .withSight(windows.back(i));
              return Layer.load(
                  file, i, Norm.Kind.RMS, mixer(file, i, settings), feedForward(file, i));
            });
    return new Stack(Head.load(file, Norm.Kind.RMS), List.of(global, local), layers);
  }

  private static Mixer mixer(ModelFile file, int layer, AttentionSettings settings) {
    int heads = file.positivePerLayer("attention.head_count", layer);
    Optional<Vector> sinks = file.findVector("blk." + layer + ".attn_sinks.weight", heads);
    Attention attention =
        Attention.load(
            file,
            layer,
            sinks.isPresent()
                ? settings.withScoring(settings.scoring().withSinks(sinks.get()))
                : settings);
    float scale = file.real("attention.value_scale", 1, 0, LARGEST_SCALE);
    return scale == 0 || scale == 1 ? attention : new Scaled(attention, scale);
  }

  private static FeedForward feedForward(ModelFile file, int layer) {
    return FeedForward.load(
        file,
        layer,
        Activation.SILU,
        routing -> routing.withGating(Routing.Gating.SIGMOID).withRenormalization());
  }

  /** Attention whose values are multiplied with a number. */
  private record Scaled(Attention attention, float scale) implements Mixer {
    @Override
    public KvShape kv() {
      return attention.kv();
    }

    @Override
    public Tensor apply(Ops ops, Tensor x, Step step) {
      Tensor y = attention.apply(ops, x, step);
      ops.scale(y, scale);
      return y;
    }
  }
}
