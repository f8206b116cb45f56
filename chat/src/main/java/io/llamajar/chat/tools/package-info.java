/**
 * Takes what a model writes and the tools it was offered, gives the parts of its answer: content,
 * reasoning, calls of tools; and the grammar that makes it call them correctly.
 *
 * <p>Knows nothing of models, templates' rendering or the protocols of servers.
 */
@org.jspecify.annotations.NullMarked
package io.llamajar.chat.tools;
