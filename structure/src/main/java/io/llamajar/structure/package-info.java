/**
 * Takes the finished modules, the sources and the JAR that ships; checks that they are what
 * CONTRIBUTING.md promises. Nothing of it is shipped.
 */
@NullMarked
package io.llamajar.structure;

import org.jspecify.annotations.NullMarked;
