package io.llamajar.kernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.llamajar.gguf.GgmlType;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.StateShape;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Says how long the operations of layers with a state take one thread, for prompts and for
 * generation, with every kernel, and how much that is beside the products of the layer's weights.
 */
final class RecurrenceSpeed {
  private static final int LAYERS = 24; // whose states no cache holds, as in a model
  private static final int PROMPT = 512;

  // What a thread does of the weights' products: per nanosecond, multiplications and bytes.
  private static final double PRODUCTS = 150;
  private static final double BYTES = 15;
  private static final double BYTES_OF_WEIGHT = 0.5625; // Q4_K

  private final Arena arena = Arena.ofAuto();
  private final Random random = new Random(1);

  private RecurrenceSpeed() {}

  private interface Work {
    void run(Recurrences kernels, Batch batch, int layer);
  }

  /**
   * An operation.
   *
   * @param weights that a token is multiplied with in a layer: millions
   */
  private record Operation(String name, double weights, StateShape state, Work work) {}

  public static void main(String[] parts) {
    String part = parts.length > 0 ? parts[0] : "";
    RecurrenceSpeed speed = new RecurrenceSpeed();
    for (int tokens : new int[] {PROMPT, 1}) {
      for (Operation operation : speed.operations(tokens)) {
        if (operation.name.contains(part)) {
          measure(operation, tokens);
        }
      }
    }
  }

  private List<Operation> operations(int tokens) {
    List<Operation> all = new ArrayList<>();
    add(
        all,
        "delta rule of Qwen3-Next",
        69.4,
        new DeltaRule(0, 32, 16, 128, 128, DeltaRule.Sharing.RUNS, 1e-6f),
        tokens);
    add(all, "scan of Granite 4 hybrid", 33.5, 48, 64, 128, tokens);
    add(all, "scan of Mamba 2.8B", 41, 5120, 1, 16, tokens);
    addConvolution(all, "convolution of LFM2", 67, 2048, 3, tokens);
    addConvolution(all, "convolution of Qwen3-Next", 69.4, 8192, 4, tokens);
    Tensor some = tensor(tokens, 2048, 0.5);
    Tensor zeros = new Tensor(arena, tokens, 2048);
    zeros.write().fill((byte) 0);
    StateShape none = new StateShape(0, 0);
    all.add(
        new Operation(
            "product of LFM2", 67, none, (k, _, _) -> k.multiply(some, zeros, 0, tokens)));
    Tensor steps = tensor(tokens, 5120, 0.1);
    all.add(
        new Operation(
            "softplus of Mamba 2.8B", 41, none, (k, _, _) -> k.softplus(steps, 0, tokens)));
    return all;
  }

  private void add(List<Operation> all, String name, double weights, DeltaRule rule, int tokens) {
    Tensor x = tensor(tokens, 2 * rule.keys() + rule.values(), 1);
    Tensor decays = tensor(tokens, rule.heads(), -0.1);
    Tensor shares = tensor(tokens, rule.heads(), 0.5);
    Tensor y = tensor(tokens, rule.values(), 1);
    Work work =
        (kernels, batch, layer) -> {
          DeltaRule here =
              new DeltaRule(
                  layer,
                  rule.heads(),
                  rule.keyHeads(),
                  rule.keyWidth(),
                  rule.valueWidth(),
                  rule.sharing(),
                  rule.epsilon());
          kernels.correct(here, x, decays, shares, batch, y, 0, rule.heads());
        };
    all.add(new Operation(name, weights, new StateShape(0, rule.memory()), work));
  }

  private void add(
      List<Operation> all,
      String name,
      double weights,
      int heads,
      int width,
      int depth,
      int tokens) {
    Tensor x = tensor(tokens, heads * width + 2 * depth, 1);
    Tensor steps = tensor(tokens, heads, 0.1);
    Tensor y = tensor(tokens, heads * width, 1);
    Vector skips = Vector.ones(heads);
    int paces = width == 1 ? depth * heads : heads;
    Vector decays = new Vector(tensor(1, paces, -1).read(), paces);
    Work work =
        (kernels, batch, layer) -> {
          SelectiveScan here = new SelectiveScan(layer, heads, width, depth, 1, decays, skips);
          kernels.scan(here, x, steps, batch, y, 0, here.items());
        };
    all.add(new Operation(name, weights, new StateShape(0, heads * width * depth), work));
  }

  private void addConvolution(
      List<Operation> all, String name, double weights, int channels, int size, int tokens) {
    Tensor x = tensor(tokens, channels, 1);
    Tensor y = tensor(tokens, channels, 1);
    Vector taps = new Vector(tensor(1, size * channels, 1).read(), size * channels);
    Work work =
        (kernels, batch, layer) ->
            kernels.convolve(new Convolution(layer, size, taps), x, batch, y, 0, channels);
    all.add(new Operation(name, weights, new StateShape((size - 1) * channels, 0), work));
  }

  private static void measure(Operation operation, int tokens) {
    List<KvShape> layers = Collections.nCopies(LAYERS, KvShape.of(operation.state));
    try (KvCache cache = new KvCache(layers, GgmlType.F32, tokens)) {
      Batch batch = new Batch();
      batch.add(cache, tokens, 0);
      for (Kernels kernels : Dispatch.all()) {
        Recurrences recurrences = kernels.recurrences();
        int[] layer = new int[1];
        double nanoseconds =
            KernelSpeed.time(() -> operation.work.run(recurrences, batch, layer[0]++ % LAYERS))
                / tokens;
        double products =
            operation.weights * 1e6 / (tokens == PROMPT ? PRODUCTS : BYTES / BYTES_OF_WEIGHT);
        System.out.printf(
            "%-28s %3d tokens %-10s %10.0f ns of a token: %5.1f %% of its products%n",
            operation.name, tokens, kernels.name(), nanoseconds, 100 * nanoseconds / products);
      }
    }
  }

  /** Values of about a size, of the same sign. */
  private Tensor tensor(int rows, int columns, double size) {
    Tensor tensor = new Tensor(arena, rows, columns);
    for (int i = 0; i < rows * columns; i++) {
      tensor.write().setAtIndex(JAVA_FLOAT, i, (float) (size * (0.5 + random.nextDouble())));
    }
    return tensor;
  }
}
