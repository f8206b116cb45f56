package io.llamajar.quant;

/**
 * Two bits for each lane: bits {@code 2 i} and {@code 2 i + 1} of a word are lane {@code i}.
 *
 * @param offset where the little-endian 32-bit word lies
 */
public record TwoBitsPerLane(int offset) implements Part {}
