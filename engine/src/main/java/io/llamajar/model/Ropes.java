package io.llamajar.model;

import io.llamajar.LlamajarException;
import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;
import io.llamajar.tensor.Vector;
import java.util.Optional;

/** Reads how a model turns its heads: base, width, and how it was stretched to longer contexts. */
final class Ropes {
  private static final float BASE = 10_000; // where a file does not say
  private static final String FACTORS = "rope_freqs.weight";

  // Wide bounds around what models have: bases of 10,000 to some 10^10, factors of 1 to 64.
  private static final float SMALLEST_BASE = 2;
  private static final float LARGEST_BASE = 1e15f;
  private static final float SMALLEST_FACTOR = 1e-3f;
  private static final float LARGEST_FACTOR = 1e6f;

  private Ropes() {}

  /**
   * The rotary embedding that the file describes under {@code rope.*}.
   *
   * <p>Linear scaling divides all frequencies by a factor. YaRN (Peng et al., 2023) does so only
   * for the slow ones, with a ramp between, and enlarges cosines and sines a little. A tensor
   * {@code rope_freqs.weight} divides each frequency by a factor of its own, as Llama 3.1 does.
   */
  static Rope load(ModelFile file, Pairing pairing, int headWidth) {
    int width = width(file, headWidth);
    return load(file, pairing, frequencies(width, stretchedBase(file, headWidth)), width);
  }

  /** The same, of which only half as many values are turned as the file says. */
  static Rope half(ModelFile file, Pairing pairing, int headWidth) {
    int width = width(file, headWidth);
    double[] frequencies = frequencies(width / 4 * 2, base(file, "rope.freq_base"));
    return load(file, pairing, frequencies, width);
  }

  private static Rope load(ModelFile file, Pairing pairing, double[] frequencies, int width) {
    factors(file, width / 2).ifPresent(factors -> divide(frequencies, factors));
    float factor = factor(file, "rope.scaling.factor", factor(file, "rope.scale_linear", 1));
    float magnitude = file.real("rope.scaling.attn_factor", 1, SMALLEST_FACTOR, LARGEST_FACTOR);
    String scaling = file.metadata().text(file.key("rope.scaling.type"), "linear");
    return switch (scaling) {
      case "none" -> new Rope(pairing, frequencies, magnitude);
      case "linear", "longrope" -> new Rope(pairing, linear(frequencies, factor), magnitude);
      case "yarn" ->
          new Rope(pairing, yarn(file, frequencies, factor), magnitude * yarnFactor(file, factor));
      default ->
          throw new LlamajarException(
              "%s is %s, which is not supported for %s models; choose another model"
                  .formatted(
                      file.key("rope.scaling.type"),
                      ModelFile.quoted(scaling),
                      file.architecture()));
    };
  }

  /**
   * What each frequency is divided by. Models that were stretched as Phi 3 was have two sets, for
   * texts that are longer than those they were trained on at first, and for others.
   */
  private static Optional<Vector> factors(ModelFile file, int pairs) {
    Optional<Vector> all = file.findVector(FACTORS, pairs);
    Optional<Vector> longFactors = file.findVector("rope_factors_long.weight", pairs);
    Optional<Vector> shortFactors = file.findVector("rope_factors_short.weight", pairs);
    boolean isLong = longFactors.isPresent() && file.context() > trainedContext(file);
    return all.isPresent() ? all : isLong ? longFactors : shortFactors;
  }

  /** The same, for models whose heads are as wide in all layers. */
  static Rope load(ModelFile file, Pairing pairing) {
    return load(file, pairing, Attention.keyWidth(file));
  }

  /** A rotary embedding without any scaling, whose base has a key of its own. */
  static Rope plain(ModelFile file, Pairing pairing, int headWidth, String base) {
    return new Rope(pairing, frequencies(width(file, headWidth), base(file, base)), 1);
  }

  /** That of layers with a window, where their heads have a width of their own. */
  static Rope local(ModelFile file, Pairing pairing, int headWidth) {
    int width = width(file, "rope.dimension_count_swa", headWidth);
    return new Rope(pairing, frequencies(width, base(file, "rope.freq_base_swa")), 1);
  }

  private static int width(ModelFile file, int headWidth) {
    return width(file, "rope.dimension_count", headWidth);
  }

  private static int width(ModelFile file, String key, int headWidth) {
    int width = file.positive(key, headWidth);
    if (width > headWidth || width % 2 != 0) {
      throw new LlamajarException(
          "%s is %d, which is not an even part of heads %d wide; the file is broken, convert or download it again"
              .formatted(file.key(key), width, headWidth));
    }
    return width;
  }

  private static float base(ModelFile file, String name) {
    return file.real(name, BASE, SMALLEST_BASE, LARGEST_BASE);
  }

  /** How many times longer the context was made; 0 in a file means that it was not. */
  private static float factor(ModelFile file, String name, float fallback) {
    float factor = file.real(name, fallback, 0, LARGEST_FACTOR);
    return factor == 0 ? 1 : file.real(name, fallback, SMALLEST_FACTOR, LARGEST_FACTOR);
  }

  /** A larger base, where a file stretches by that: slow pairs turn slower, fast ones hardly. */
  private static double stretchedBase(ModelFile file, int width) {
    float base = base(file, "rope.freq_base");
    float alpha = file.real("rope.scaling.alpha", 0, 0, LARGEST_FACTOR);
    return alpha == 0 || width == 2
        ? base
        : base * StrictMath.pow(alpha, (double) width / (width - 2));
  }

  private static void divide(double[] frequencies, Vector factors) {
    for (int i = 0; i < frequencies.length; i++) {
      float factor = factors.at(i);
      // Some models keep pairs from turning by factors such as 1e30. NaN is refused.
      if (!(factor >= SMALLEST_FACTOR && factor <= Float.MAX_VALUE)) {
        throw new LlamajarException(
            "The tensor %s contains %s, out of range; the file is broken, convert or download it again"
                .formatted(FACTORS, factor));
      }
      frequencies[i] /= factor;
    }
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
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] /= factor;
    }
    return frequencies;
  }

  private static double[] yarn(ModelFile file, double[] frequencies, float factor) {
    int width = 2 * frequencies.length;
    double base = base(file, "rope.freq_base");
    int trained = trainedContext(file);
    float fast = file.real("rope.scaling.yarn_beta_fast", 32, SMALLEST_FACTOR, LARGEST_FACTOR);
    float slow = file.real("rope.scaling.yarn_beta_slow", 1, SMALLEST_FACTOR, LARGEST_FACTOR);
    double low = Math.max(0, Math.floor(pairTurning(fast, width, base, trained)));
    double high = Math.min(width - 1, Math.ceil(pairTurning(slow, width, base, trained)));
    for (int i = 0; i < frequencies.length; i++) {
      double ramp = (i - low) / Math.max(0.001, high - low);
      double kept = 1 - Math.clamp(ramp, 0, 1); // 1: as trained, 0: stretched
      frequencies[i] = frequencies[i] / factor * (1 - kept) + frequencies[i] * kept;
    }
    return frequencies;
  }

  /** What YaRN enlarges cosines and sines by; models that enlarge scores instead take it back. */
  private static double yarnFactor(ModelFile file, float factor) {
    float scores = file.real("rope.scaling.yarn_log_multiplier", 0, 0, LARGEST_FACTOR);
    return magnitude(factor, 1) / magnitude(factor, scores);
  }

  /** {@code 1 + 0.1 * weight * ln(factor)}: how much longer contexts enlarge scores by. */
  static double magnitude(float factor, double weight) {
    return 1 + 0.1 * weight * StrictMath.log(Math.max(1, factor));
  }

  private static int trainedContext(ModelFile file) {
    String original = "rope.scaling.original_context_length";
    boolean told = file.metadata().find(file.key(original)).isPresent();
    return file.positions(told ? original : "context_length");
  }

  /** The (fractional) pair that turns so many times over the trained context. */
  private static double pairTurning(double turns, int width, double base, int trained) {
    return width * StrictMath.log(trained / (turns * 2 * Math.PI)) / (2 * StrictMath.log(base));
  }
}
