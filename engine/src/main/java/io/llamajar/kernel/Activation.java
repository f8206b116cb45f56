package io.llamajar.kernel;

/** The function that a feed-forward network applies to its gate, or to its only input. */
public enum Activation {
  /** {@code x / (1 + exp(-x))}. */
  SILU,
  /** GELU by its tanh formula, {@code 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))}. */
  GELU,
  /** {@code 1 / (1 + exp(-x))}. */
  SIGMOID,
  /** {@code max(x, 0)}. */
  RELU,
  /** {@code max(x, 0)^2}. */
  RELU_SQUARED,
  /**
   * {@code x / (1 + exp(-1.702 x))} of a gate that is at most 7, times one more than what it gates,
   * which is kept between -7 and 7: gpt-oss.
   */
  CLAMPED_SILU;

  // gelu(x) = x / (1 + exp(-2 sqrt(2/pi) (x + 0.044715 x^3)))
  /** {@code 2 sqrt(2/pi)}. */
  public static final float GELU_SCALE = 1.5957692f;

  public static final float GELU_CUBE = 0.044715f;

  /** What {@link #CLAMPED_SILU} multiplies its gate with within the exponential. */
  public static final float CLAMPED_SCALE = 1.702f;

  /** Where {@link #CLAMPED_SILU} clamps. */
  public static final float CLAMP = 7;
}
