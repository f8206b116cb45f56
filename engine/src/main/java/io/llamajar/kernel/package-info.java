/**
 * How each operation is computed: {@link io.llamajar.kernel.Kernels} the contract, {@link
 * io.llamajar.kernel.Reference} its definition in plain Java, {@link io.llamajar.kernel.Dispatch}
 * the choice.
 *
 * <p>Takes tensors whose shapes were checked, and a range of the work; gives the results in memory.
 * Knows nothing of threads, models or tokens.
 */
@NullMarked
package io.llamajar.kernel;

import org.jspecify.annotations.NullMarked;
