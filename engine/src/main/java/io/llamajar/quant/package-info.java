/**
 * Takes the bytes of a tensor, says what they mean: one file per ggml type, {@link
 * io.llamajar.quant.Quants} the table of them.
 *
 * <p>Knows nothing of dot products, threads or instruction sets. The layouts are those of ggml's
 * {@code ggml-common.h}; all numbers are little-endian.
 */
@NullMarked
package io.llamajar.quant;

import org.jspecify.annotations.NullMarked;
