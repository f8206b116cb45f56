/**
 * Takes the bytes of a tensor, says what they mean: one file per ggml type, {@link
 * io.llamajar.quant.Quants} the table of them.
 *
 * <p>A type whose blocks hold integers is a description: {@link io.llamajar.quant.Part}s make its
 * lanes, {@link io.llamajar.quant.Factor}s its scales and minimums. Whoever can follow those few
 * steps can compute with all types.
 *
 * <p>Knows nothing of dot products, threads or instruction sets. The layouts are those of ggml's
 * {@code ggml-common.h}; all numbers are little-endian.
 */
@NullMarked
package io.llamajar.quant;

import org.jspecify.annotations.NullMarked;
