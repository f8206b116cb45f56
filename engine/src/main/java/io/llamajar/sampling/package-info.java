/**
 * Takes the logits of one position and the settings of a request, gives the next token: a {@link
 * io.llamajar.sampling.SamplerChain} of small steps, one file each; and finds {@link
 * io.llamajar.sampling.StopStrings} in the text that comes of it.
 *
 * <p>Nothing is allocated per token. The same logits, settings and seed give the same token on
 * every CPU and JDK: {@link StrictMath}, sums in a fixed order, and a random number generator that
 * is written out here. Knows nothing of models, tokenizers or threads; a chain belongs to one
 * sequence.
 */
@NullMarked
package io.llamajar.sampling;

import org.jspecify.annotations.NullMarked;
