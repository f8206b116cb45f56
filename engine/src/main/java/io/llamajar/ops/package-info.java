/**
 * What to compute: the operations that models are written in, split over threads.
 *
 * <p>Takes tensors and weights, checks their shapes, gives tensors. Knows nothing of how the
 * arithmetic is done, nor of any particular model.
 */
@NullMarked
package io.llamajar.ops;

import org.jspecify.annotations.NullMarked;
