/**
 * Takes conversations, gives models' answers in parts, as they come: what is said, what was
 * thought, and which tools are called. The door of this module is {@link io.llamajar.chat.Chat}.
 *
 * <p>Knows nothing of terminals, servers or files.
 */
@org.jspecify.annotations.NullMarked
package io.llamajar.chat;
