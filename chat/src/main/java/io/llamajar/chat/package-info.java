/**
 * Takes messages, gives the text that a model expects, and back: templates, tools, JSON.
 *
 * <p>Knows nothing of terminals, servers or files.
 */
@org.jspecify.annotations.NullMarked
package io.llamajar.chat;
