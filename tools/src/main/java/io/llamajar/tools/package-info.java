/**
 * Takes a model or the wish for one, gives what is done with models besides talking to them:
 * measurements of their speed, files with made-up weights.
 *
 * <p>Knows nothing of chats, command lines or how results are shown.
 */
@org.jspecify.annotations.NullMarked
package io.llamajar.tools;
