package io.llamajar.quant;

/**
 * A type whose values are numbers by themselves: those that weights can have, F32, F16 and BF16,
 * and those of a few tables beside them, F64 and integers.
 */
public non-sealed interface FloatQuant extends Quant {}
