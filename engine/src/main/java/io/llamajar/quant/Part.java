package io.llamajar.quant;

/**
 * A step of unpacking: some bits of a block that become some bits of 16 lanes.
 *
 * <p>The steps that a lane is made of never write the same bit of it: they are OR-ed in any order.
 * All offsets are in bytes from where the block begins.
 */
public sealed interface Part
    permits BytePerLane, BitPerLane, EvenBits, TwoBitsPerLane, Fours, Entries {}
