/**
 * Takes the program, models and words to start it with; gives one file that runs, from which the
 * models are mapped in place. And back.
 *
 * <p>Knows nothing of models, chats or terminals.
 */
@NullMarked
package io.llamajar.pack;

import org.jspecify.annotations.NullMarked;
