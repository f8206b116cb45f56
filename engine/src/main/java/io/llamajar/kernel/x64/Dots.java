package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.k;

import io.llamajar.asm.Mem;
import io.llamajar.asm.Vec;
import io.llamajar.quant.BlockQuant;
import io.llamajar.tensor.Quantized;

/**
 * Writes the integer sums of products of a group, for one instruction set, and their way into the
 * float32 sum of a row.
 *
 * <p>Weights are unsigned lanes, four of a row in each 32-bit element; activations are four signed
 * lanes of one token, the same for all rows. With dot-product instructions the sum begins at 1.5 *
 * 2^23, the bits of the float32 that is 12582912: its bits are then the float32 {@code 12582912 +
 * sum}, from which the sum comes exactly by a subtraction, together with what the lanes' zero has
 * added. Conversion would take the same time on a busier port: 305 to 365 GMAC/s on a core of Zen 5
 * (2026-11-21).
 *
 * <p>Without them pairs are multiplied and summed to 16 bits, {@code vpmaddubsw}, where they cannot
 * saturate: lanes below 128. Sums of a whole group stay in 16 bits where they fit: of 32 lanes of 4
 * bits, 16 * 15 * 127 = 30480, or of 16 lanes of 5. Lanes of 8 bits are taken as signed, their sign
 * given to the activations.
 */
final class Dots {
  /** The zero that lines of activations have the excess of. */
  static final int FREE_ZERO = Quantized.EXCESS_ZERO;

  private static final int ONES = 0x00010001; // in 16 bits each

  private enum Way {
    DOT,
    SHORT_SUMS,
    PAIRS,
    SIGNED_PAIRS
  }

  private final VectorCode code;
  private final Way way;
  private final int zero;
  private final boolean minimums;
  private final int group;

  /**
   * Sums for weights of a type.
   *
   * @param zero what the lanes stand for zero with
   */
  Dots(VectorCode code, BlockQuant quant, int zero) {
    this.code = code;
    this.zero = zero;
    this.minimums = quant.hasMinimum();
    this.group = quant.group();
    this.way = way(code.isa, quant);
  }

  private static Way way(Isa isa, BlockQuant quant) {
    if (isa.hasDots()) {
      return Way.DOT;
    }
    if (quant.bits() == Byte.SIZE) {
      return Way.SIGNED_PAIRS;
    }
    int largest = quant.group() / 2 * ((1 << quant.bits()) - 1) * Byte.MAX_VALUE;
    return largest <= Short.MAX_VALUE ? Way.SHORT_SUMS : Way.PAIRS;
  }

  /** Whether lanes must be signed. */
  static boolean isSigned(Isa isa, BlockQuant quant) {
    return way(isa, quant) == Way.SIGNED_PAIRS;
  }

  /** What lanes must stand for zero with: the type's own zero, none if they are signed. */
  static int zero(Isa isa, BlockQuant quant) {
    return isSigned(isa, quant) ? 0 : quant.zero();
  }

  /** Whether {@link #prepare} needs a second register for each of the weights'. */
  boolean wantsMagnitudes() {
    return way == Way.SIGNED_PAIRS;
  }

  /** Begins a group's sum. */
  void begin(Vec sum) {
    if (way == Way.DOT) {
      code.a.vmovdqa(sum, code.floats(Quantized.EXCESS));
    } else {
      code.zero(sum);
    }
  }

  /**
   * Makes what all tokens need of a register of weights.
   *
   * @param mask a mask register of its own, 1 to 7
   */
  void prepare(Vec weights, Vec magnitudes, int mask) {
    if (way == Way.SIGNED_PAIRS) {
      if (code.isa.isWide()) {
        code.a.vpmovb2m(k(mask), weights);
      }
      code.a.vpabsb(magnitudes, weights);
    }
  }

  /** Loads four activations for {@link #add}. */
  void load(Vec activations, Mem four) {
    code.a.vpbroadcastd(activations, four);
  }

  /** {@code sum += weights * activations}, four by four. */
  void add(Vec sum, Operands o) {
    switch (way) {
      case DOT -> {
        if (code.isa.isWide()) {
          code.a.vpdpbusd(sum, o.weights, o.activations);
        } else {
          code.a.vpdpbusdVex(sum, o.weights, o.activations);
        }
      }
      case SHORT_SUMS -> {
        code.a.vpmaddubsw(o.free, o.weights, o.activations);
        code.a.vpaddw(sum, sum, o.free);
      }
      case PAIRS -> addPairs(sum, o.free, o.weights, o.activations);
      case SIGNED_PAIRS -> {
        if (code.isa.isWide()) {
          code.zero(o.free);
          code.a.vpsubb(o.free, o.free, o.activations);
          code.a.vpblendmb(o.free.merge(k(o.mask)), o.activations, o.free);
        } else {
          code.a.vpsignb(o.free, o.activations, o.weights);
        }
        addPairs(sum, o.free, o.magnitudes, o.free);
      }
    }
  }

  /** What an addition reads, and a register that it may change. */
  record Operands(Vec weights, Vec magnitudes, int mask, Vec activations, Vec free) {}

  private void addPairs(Vec sum, Vec free, Vec unsigned, Vec signed) {
    code.a.vpmaddubsw(free, unsigned, signed);
    code.a.vpmaddwd(free, free, code.ints(ONES));
    code.a.vpaddd(sum, sum, free);
  }

  /** {@code sum += weights * four activations} that are needed only once. */
  void addOnce(Vec sum, Operands o, Mem four) {
    if (way == Way.DOT && code.isa.isWide()) {
      code.a.vpdpbusd(sum, o.weights, four.broadcast());
    } else {
      load(o.activations, four);
      add(sum, o);
    }
  }

  /** What of a token the finishing of a group reads: a place in its line of activations. */
  interface Line {
    Mem at(int offset);
  }

  /**
   * Loads what a token's sums have too much into a register, unless it is best read from memory.
   *
   * @param column where the group begins in its row
   */
  void loadExcess(Vec excess, Line line, int column) {
    if (zero == 0 || (way == Way.DOT && zero == FREE_ZERO)) {
      return;
    }
    code.a.vbroadcastss(excess, line.at(excessAt(column)));
  }

  /** Makes a group's sum the float32 that it is, less the excess. */
  void close(Vec sum, Vec excess, Line line, int column) {
    if (way == Way.SHORT_SUMS) {
      code.a.vpmaddwd(sum, sum, code.ints(ONES));
    }
    if (way != Way.DOT) {
      code.a.vcvtdq2ps(sum, sum);
      if (zero != 0) {
        subtractPart(sum, excess, 0);
      }
    } else if (zero == 0) {
      code.a.vsubps(sum, sum, code.floats(Quantized.EXCESS));
    } else if (zero == FREE_ZERO) {
      code.subtract(sum, sum, line.at(excessAt(column)), excess);
    } else {
      subtractPart(sum, excess, Quantized.EXCESS);
    }
  }

  /** Subtracts what our zero has added; exact, for all are integers below 2^24. */
  private void subtractPart(Vec sum, Vec excess, float begin) {
    float part = (float) zero / FREE_ZERO; // of 12582912 + 128 * sum of activations
    code.a.vfnmadd231ps(sum, excess, code.floats(part));
    code.a.vsubps(sum, sum, code.floats(begin - Quantized.EXCESS * part));
  }

  /** {@code y = fma(sum, scales * xScale, y)}; {@code free} may be lost. */
  void scale(Vec y, Vec sum, Vec scales, Line line, Vec free) {
    code.multiply(free, scales, line.at(Quantized.SCALE));
    code.a.vfmadd231ps(y, sum, free);
  }

  /** {@code y = fma(minimums, product, y)}; {@code free} may be lost. */
  void minimum(Vec y, Vec minimum, Line line, int column, Vec free) {
    code.fma(y, minimum, line.at(Quantized.PRODUCTS + Quantized.sumOf(group, column)), free);
  }

  boolean hasMinimums() {
    return minimums;
  }

  private int excessAt(int column) {
    return Quantized.EXCESSES + Quantized.sumOf(group, column);
  }
}
