/**
 * Takes the program's classes and model files, gives one archive that the JVM runs and from which
 * the models are mapped in place.
 *
 * <p>Knows nothing of models, chats or terminals.
 */
@NullMarked
package io.llamajar.pack;

import org.jspecify.annotations.NullMarked;
