/**
 * Takes the name of a model, gives the file that it means: from what is on this machine, or
 * downloaded.
 *
 * <p>Knows nothing of what is in a model, or of terminals.
 */
@NullMarked
package io.llamajar.hub;

import org.jspecify.annotations.NullMarked;
