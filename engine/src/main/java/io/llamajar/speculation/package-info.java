/**
 * Takes the tokens of a text, gives guesses of those that follow, and says how many are worth it.
 *
 * <p>Knows nothing of sampling or scheduling: who guesses wrong costs time and changes nothing.
 */
@NullMarked
package io.llamajar.speculation;

import org.jspecify.annotations.NullMarked;
