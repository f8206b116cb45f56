package io.llamajar.model;

import io.llamajar.gguf.GgufValue;
import io.llamajar.kernel.Sight;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Which layers see only a window of the latest positions.
 *
 * @param width the positions of the window, a token's own included; 0 if there is none
 */
record Windows(int width, IntPredicate local) {
  private static final String PATTERN = "attention.sliding_window_pattern";

  /**
   * Reads them. The pattern in a file is a list of flags, or a period.
   *
   * @param period where a file does not say: the last layer of so many sees all positions
   */
  static Windows load(ModelFile file, int period) {
    return load(file, period, 0);
  }

  /**
   * The same.
   *
   * @param fallback the width where a file does not say
   */
  static Windows load(ModelFile file, int period, int fallback) {
    int width =
        Math.max(0, file.metadata().integer(file.key("attention.sliding_window"), fallback));
    Optional<GgufValue.Array> flags = file.findPerLayer(PATTERN);
    if (flags.isPresent()) {
      return new Windows(width, layer -> flags.get().whole(layer) != 0);
    }
    int pattern = file.positive(PATTERN, period);
    return new Windows(width, layer -> layer % pattern < pattern - 1);
  }

  /** The same, where the first layer of so many sees all positions instead of the last. */
  static Windows loadGlobalFirst(ModelFile file, int period) {
    Windows windows = load(file, period);
    return file.findPerLayer(PATTERN).isPresent()
        ? windows
        : new Windows(windows.width, layer -> layer % file.positive(PATTERN, period) != 0);
  }

  /** What a layer sees of the positions before: all, or a window. */
  Sight back(int layer) {
    return isLocal(layer) ? new Sight.Back(width) : Sight.CAUSAL;
  }

  /** What a layer sees of both sides: all, or half a window each way. */
  Sight around(int layer) {
    return isLocal(layer) ? new Sight.Around(width / 2) : Sight.ALL;
  }

  /** Whether any layer may have a window. */
  boolean exist() {
    return width > 0;
  }

  /** Whether a layer sees only the window. */
  boolean isLocal(int layer) {
    return exist() && local.test(layer);
  }
}
