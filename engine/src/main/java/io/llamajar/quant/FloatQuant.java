package io.llamajar.quant;

/** A type whose values are floating-point numbers by themselves: F32, F16, BF16. */
public non-sealed interface FloatQuant extends Quant {}
