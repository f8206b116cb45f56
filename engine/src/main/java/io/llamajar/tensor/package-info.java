/**
 * Memory with a shape: activations, weights, the KV cache.
 *
 * <p>Takes sizes and mapped bytes, gives buffers whose bounds were checked; knows nothing of what
 * is computed with them. Weights stay in the mapped file; everything else is native memory, so that
 * plain Java and machine code can share it.
 */
@NullMarked
package io.llamajar.tensor;

import org.jspecify.annotations.NullMarked;
