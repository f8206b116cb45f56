/**
 * How, on x86-64: kernels as machine code, assembled when first used, equal to plain Java to the
 * bit.
 *
 * <p>Takes a quantisation's description and an instruction set, gives functions; knows nothing of
 * models, of threads, or of how operations follow on each other.
 */
@NullMarked
package io.llamajar.kernel.x64;

import org.jspecify.annotations.NullMarked;
