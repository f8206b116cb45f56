/**
 * Takes messages, gives the text that a model expects, by its own template; and JSON, as values
 * that templates take.
 *
 * <p>Knows nothing of what models answer.
 */
@org.jspecify.annotations.NullMarked
package io.llamajar.chat.template;
