/**
 * The public door: a path becomes a {@code Model}, a model opens sessions, a session generates
 * text.
 *
 * <p>Takes paths, prompts and settings; gives text, tokens and logits. Knows nothing of chat
 * templates, servers or terminals.
 */
@NullMarked
package io.llamajar;

import org.jspecify.annotations.NullMarked;
