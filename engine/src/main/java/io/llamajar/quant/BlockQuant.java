package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A type whose blocks hold small integers and scales: {@code weight = scale * lane + minimum}.
 *
 * <p>The narrow waist between quantisations and arithmetic: a type describes once, as data, how its
 * blocks become 8-bit lanes, and one scale (and for some types one minimum) per group of 16 or 32
 * lanes. Plain Java and every instruction set follow that description, and nothing above this
 * package knows more of a type.
 */
public abstract non-sealed class BlockQuant implements Quant {
  /** Lanes that are described at once. */
  public static final int SEGMENT = 16;

  private final GgmlType type;
  private final int group;
  private final int bits;
  private final int zero;
  private volatile @Nullable Unpacking unpacking;

  BlockQuant(GgmlType type, int group, int bits, int zero) {
    this.type = type;
    this.group = group;
    this.bits = bits;
    this.zero = zero;
  }

  @Override
  public final GgmlType type() {
    return type;
  }

  /** Lanes that share a scale: 16 or 32. */
  public final int group() {
    return group;
  }

  /** Unsigned lanes are below {@code 2^bits}: 2 to 8. */
  public final int bits() {
    return bits;
  }

  /** The unsigned lane that stands for zero: {@code lane = unsigned - zero}. */
  public final int zero() {
    return zero;
  }

  /**
   * How the unsigned lanes of a segment are made of a block's bytes.
   *
   * @param s which {@link #SEGMENT} lanes of the block
   */
  public abstract List<Part> segment(int s);

  /** What is XORed to each lane after its parts: 0x80 makes signed bytes unsigned lanes. */
  public int flip() {
    return 0;
  }

  /**
   * The signed lanes that the 4-bit numbers stand for which the parts make, 16 of them; none if the
   * parts make unsigned lanes.
   */
  public List<Integer> table() {
    return List.of();
  }

  /** What the lanes of a group of the block are multiplied with. */
  public abstract Factor scale(int g);

  /** Whether a minimum is added to the weights; if not, all minimums are zero and not written. */
  public boolean hasMinimum() {
    return false;
  }

  /** What is added to the weights of a group of the block, if the type {@link #hasMinimum}. */
  public Factor minimum(int g) {
    throw new UnsupportedOperationException(type + " has no minimums");
  }

  /** Plain Java that follows the description, which is looked up when it is first needed. */
  final Unpacking unpacking() {
    Unpacking known = unpacking;
    if (known == null) {
      known = new Unpacking(this);
      unpacking = known; // if another thread did the same, either serves
    }
    return known;
  }

  @Override
  public final void decode(MemorySegment data, long offset, float[] values, int count) {
    UnpackedRow row = new UnpackedRow();
    row.unpack(this, data, offset, count);
    row.decode(this, values, count);
  }
}
