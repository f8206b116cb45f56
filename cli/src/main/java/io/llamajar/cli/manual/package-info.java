/**
 * Takes the commands and their options; gives what people and shells read about them: man pages,
 * completion scripts, and llama.cpp's options beside ours.
 *
 * <p>Knows nothing of models, nor of what commands do.
 */
@org.jspecify.annotations.NullMarked
package io.llamajar.cli.manual;
