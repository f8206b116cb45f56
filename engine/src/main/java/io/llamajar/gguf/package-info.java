/**
 * Takes the mapped bytes of a GGUF file, of the parts of a split one, or of an archive's entry;
 * gives named things: {@link io.llamajar.gguf.Metadata} and tensors. Every offset, count and length
 * is checked before it is used. {@link io.llamajar.gguf.GgufWriter} goes the other way.
 *
 * <p>Knows nothing of what the numbers mean: quantisations, tokenizers and models come later.
 * Source: the GGUF specification, <a
 * href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">ggml/docs/gguf.md</a>.
 */
@NullMarked
package io.llamajar.gguf;

import org.jspecify.annotations.NullMarked;
