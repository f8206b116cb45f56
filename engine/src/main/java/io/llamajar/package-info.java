/**
 * The public door: a path becomes a {@code Model}, a model opens sessions, a session generates
 * text. A model may also embed texts, or rank them.
 *
 * <p>Takes paths, prompts and settings; gives text, tokens, logits, vectors and scores. Knows
 * nothing of chat templates, servers or terminals.
 */
@NullMarked
package io.llamajar;

import org.jspecify.annotations.NullMarked;
