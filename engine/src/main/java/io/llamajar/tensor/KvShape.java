package io.llamajar.tensor;

/**
 * What one layer keeps of each position.
 *
 * @param heads the number of key-value heads
 * @param keyWidth values in a head's key
 * @param valueWidth values in a head's value
 */
public record KvShape(int heads, int keyWidth, int valueWidth) {}
