package io.llamajar.kernel;

/** The function that a feed-forward network applies to its gate. */
public enum Activation {
  /** {@code x / (1 + exp(-x))}. */
  SILU,
  /** GELU by its tanh formula, {@code 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))}. */
  GELU;

  // gelu(x) = x / (1 + exp(-2 sqrt(2/pi) (x + 0.044715 x^3)))
  /** {@code 2 sqrt(2/pi)}. */
  public static final float GELU_SCALE = 1.5957692f;

  public static final float GELU_CUBE = 0.044715f;
}
