/**
 * Takes text, gives token ids, and back: {@link io.llamajar.tokenizer.Tokenizer} reads everything
 * it needs from a GGUF file's metadata and agrees with llama.cpp on every token.
 *
 * <p>Knows nothing of models, chat templates or sampling.
 */
@NullMarked
package io.llamajar.tokenizer;

import org.jspecify.annotations.NullMarked;
