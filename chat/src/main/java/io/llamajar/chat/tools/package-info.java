/**
 * Takes what a model writes and the tools it was offered, gives the parts of its answer, in
 * whatever dialect the model was trained on: content, reasoning, calls of tools; and the grammar
 * that makes it call them correctly.
 *
 * <p>Knows nothing of models, of conversations or of the protocols of servers.
 */
@org.jspecify.annotations.NullMarked
package io.llamajar.chat.tools;
