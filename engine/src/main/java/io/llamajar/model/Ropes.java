package io.llamajar.model;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.llamajar.LlamajarException;
import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;
import io.llamajar.tensor.Vector;
import java.util.Optional;

/** Reads how a model turns its heads: base, width, and how it was stretched to longer contexts. */
final class Ropes {
  private static final float BASE = 10_000; // where a file does not say

  private Ropes() {}

  /**
   * The rotary embedding that the file describes under {@code rope.*}.
   *
   * <p>Linear scaling divides all frequencies by a factor. YaRN (Peng et al., 2023) does so only
   * for the slow ones, with a ramp between, and enlarges cosines and sines a little. A tensor
   * {@code rope_freqs.weight} divides each frequency by a factor of its own, as Llama 3.1 does.
   */
  static Rope load(ModelFile file, Pairing pairing, int headWidth) {
    int width = file.positive("rope.dimension_count", headWidth);
    if (width > headWidth || width % 2 != 0) {
      throw new LlamajarException(
          "%s is %d, but heads are %d wide; the file is broken"
              .formatted(file.key("rope.dimension_count"), width, headWidth));
    }
    double[] frequencies = frequencies(width, file.real("rope.freq_base", BASE));
    Optional<Vector> factors = file.findVector("rope_freqs.weight", width / 2);
    for (int i = 0; i < frequencies.length; i++) {
      if (factors.isPresent()) {
        frequencies[i] /= factors.get().floats().getAtIndex(JAVA_FLOAT, i);
      }
    }
    float legacy = file.real("rope.scale_linear", 0);
    float factor = file.real("rope.scaling.factor", legacy);
    String scaling = file.metadata().text(file.key("rope.scaling.type"), "linear");
    return switch (scaling) {
      case "none" -> new Rope(pairing, frequencies, 1);
      case "linear" -> new Rope(pairing, linear(frequencies, factor), 1);
      case "yarn" -> yarn(file, pairing, frequencies, factor == 0 ? 1 : factor);
      default ->
          throw new LlamajarException(
              "The rope scaling '%s' is not supported for %s models"
                  .formatted(scaling, file.architecture()));
    };
  }

  /** A rotary embedding without any scaling. */
  static Rope plain(Pairing pairing, int width, double base) {
    return new Rope(pairing, frequencies(width, base), 1);
  }

  /** {@code base^(-2i/width)} for pair {@code i} of {@code width / 2}. */
  private static double[] frequencies(int width, double base) {
    double[] frequencies = new double[width / 2];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = StrictMath.pow(base, -2.0 * i / width);
    }
    return frequencies;
  }

  private static double[] linear(double[] frequencies, float factor) {
    for (int i = 0; i < frequencies.length && factor != 0; i++) {
      frequencies[i] /= factor;
    }
    return frequencies;
  }

  private static Rope yarn(ModelFile file, Pairing pairing, double[] frequencies, float factor) {
    int width = 2 * frequencies.length;
    double base = file.real("rope.freq_base", BASE);
    int trained =
        file.positive("rope.scaling.original_context_length", file.positive("context_length"));
    float fast = file.real("rope.scaling.yarn_beta_fast", 32);
    float slow = file.real("rope.scaling.yarn_beta_slow", 1);
    double low = Math.max(0, Math.floor(pairTurning(fast, width, base, trained)));
    double high = Math.min(width - 1, Math.ceil(pairTurning(slow, width, base, trained)));
    for (int i = 0; i < frequencies.length; i++) {
      double ramp = (i - low) / Math.max(0.001, high - low);
      double kept = 1 - Math.clamp(ramp, 0, 1); // 1: as trained, 0: stretched
      frequencies[i] = frequencies[i] / factor * (1 - kept) + frequencies[i] * kept;
    }
    double magnitude = 1 + 0.1 * StrictMath.log(factor);
    float attention = file.real("rope.scaling.attn_factor", 1);
    return new Rope(pairing, frequencies, magnitude * attention);
  }

  /** The (fractional) pair that turns so many times over the trained context. */
  private static double pairTurning(double turns, int width, double base, int trained) {
    return width * StrictMath.log(trained / (turns * 2 * Math.PI)) / (2 * StrictMath.log(base));
  }
}
