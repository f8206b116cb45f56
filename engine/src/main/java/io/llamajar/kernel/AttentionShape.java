package io.llamajar.kernel;

/**
 * What does not change about a layer's attention.
 *
 * @param layer the layer's index in the KV cache
 * @param heads query heads, a multiple of the cache's heads
 * @param scale what a query-key product is multiplied with
 * @param window the most positions a token sees, itself included; {@link Integer#MAX_VALUE} for all
 */
public record AttentionShape(int layer, int heads, float scale, int window) {}
