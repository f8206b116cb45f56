package io.llamajar.quant;

/**
 * One bit for each lane: bit {@code i} of a word becomes a bit of lane {@code i}.
 *
 * @param offset where the little-endian 16-bit word lies
 * @param left the bit of the lane
 */
public record BitPerLane(int offset, int left) implements Part {}
