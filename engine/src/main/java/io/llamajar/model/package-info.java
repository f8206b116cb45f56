/**
 * Takes a GGUF file, gives a {@link io.llamajar.model.Network}: tokens in, hidden states and logits
 * out. {@link io.llamajar.model.Architectures} is the table of what can be run, one file each.
 *
 * <p>Knows nothing of text, sampling or how the arithmetic is done.
 */
@NullMarked
package io.llamajar.model;

import org.jspecify.annotations.NullMarked;
