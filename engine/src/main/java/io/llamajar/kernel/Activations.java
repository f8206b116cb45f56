package io.llamajar.kernel;

/** The arithmetic of activations for one value: what {@link Reference} defines them to be. */
final class Activations {
  private Activations() {}

  /**
   * SILU: {@code x / (1 + exp(-x))}. GELU: with {@code u = (1.5957692 * x) * fma(0.044715, x * x,
   * 1)}, {@code x / (1 + exp(-u))}. SIGMOID: {@code 1 / (1 + exp(-x))}. RELU: the larger of x and
   * 0, 0 if x is NaN; RELU_SQUARED: {@code r * r} of that r. CLAMPED_SILU: {@code c / (1 +
   * exp(-(1.702 * c)))}, c the smaller of x and 7, 7 if x is NaN.
   */
  static float of(Activation activation, float x) {
    return switch (activation) {
      case SILU -> x / (1 + Exp.exp(-x));
      case GELU -> {
        float u = (Activation.GELU_SCALE * x) * Math.fma(Activation.GELU_CUBE, x * x, 1);
        yield x / (1 + Exp.exp(-u));
      }
      case SIGMOID -> 1 / (1 + Exp.exp(-x));
      case RELU -> larger(x, 0);
      case RELU_SQUARED -> larger(x, 0) * larger(x, 0);
      case CLAMPED_SILU -> {
        float c = smaller(x, Activation.CLAMP);
        yield c / (1 + Exp.exp(-(Activation.CLAMPED_SCALE * c)));
      }
    };
  }

  /** Between -7 and 7; -7 if {@code x} is NaN. */
  static float clamped(float x) {
    return smaller(larger(x, -Activation.CLAMP), Activation.CLAMP);
  }

  // As processors have it: the bound if x is NaN.
  private static float larger(float x, float bound) {
    return x > bound ? x : bound;
  }

  private static float smaller(float x, float bound) {
    return x < bound ? x : bound;
  }
}
