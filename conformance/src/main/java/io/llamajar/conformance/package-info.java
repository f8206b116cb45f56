/**
 * Takes the folder of the conformance kit, gives its cases to tests; knows nothing of the engine.
 */
@org.jspecify.annotations.NullMarked
package io.llamajar.conformance;
