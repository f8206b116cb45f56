package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Ops;
import io.llamajar.ops.Rope;
import io.llamajar.tensor.Tensor;

/**
 * SmallThinker: experts are chosen before attention, by what comes into a layer; three of four
 * layers know positions, and see a window.
 *
 * <p>Source: Song et al., <i>SmallThinker</i>, 2025.
 */
final class SmallThinker {
  private SmallThinker() {}

  private static final int PATTERN = 4;
  private static final int WINDOW = 4096; // whatever a file says

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.HALVES);
    Windows told = Windows.loadGlobalFirst(file, PATTERN);
    Windows windows = new Windows(told.exist() ? WINDOW : 0, told.local());
    // A period as long as the model says that there is none.
    boolean allTurn = !windows.exist() || file.layers() == PATTERN;
    return Stack.load(
        file,
        Norm.Kind.RMS,
        rope,
        i -> {
          AttentionSettings settings = AttentionSettings.of(file, i).withSight(windows.back(i));
          boolean turns = allTurn || i % PATTERN != 0;
          Attention attention = Attention.load(file, i, turns ? settings.withRope(rope) : settings);
          return new Foreseeing(
              Layer.Norms.before(file, i, Norm.Kind.RMS), attention, experts(file, i));
        });
  }

  private static Experts experts(ModelFile file, int layer) {
    return Experts.load(
        file, layer, Activation.RELU, Experts.routing(file, layer).withRenormalization());
  }

  /** A layer that chooses its experts before it attends. */
  private record Foreseeing(Norms norms, Mixer mixer, Experts experts) implements Layer {
    @Override
    public void apply(Ops ops, Tensor x, Step step) {
      int mark = ops.workspace().mark();
      experts.choose(ops, x);
      ops.add(x, mixer.apply(ops, norms.mixing().in(ops, x), step));
      ops.add(x, experts.mix(ops, norms.feeding().in(ops, x)));
      ops.workspace().release(mark);
    }
  }
}
