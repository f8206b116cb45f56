package io.llamajar.kernel;

/**
 * An activation whose both sides were trained: {@code positive * x^2 + slope * x} where x is more
 * than 0, {@code (exp(min(x, least)) - 1 - x) * negative + slope * x} elsewhere.
 *
 * <p>Source: Huang and Schlag, <i>Deriving Activation Functions Using Integration</i>, 2024.
 *
 * @param least next to nothing and below 0: where the exponential begins
 */
public record Xielu(float positive, float negative, float slope, float least) {}
