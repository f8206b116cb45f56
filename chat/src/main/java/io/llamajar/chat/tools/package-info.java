/**
 * Takes a conversation and the tools that a model may call, gives the parts of its answer as they
 * come: content, reasoning, calls of tools, in whatever dialect the model was trained on; and the
 * grammar that makes it call them correctly.
 *
 * <p>Knows nothing of the protocols of servers.
 */
@org.jspecify.annotations.NullMarked
package io.llamajar.chat.tools;
