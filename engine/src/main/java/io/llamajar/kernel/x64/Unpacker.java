package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.k;

import io.llamajar.asm.Operand;
import io.llamajar.asm.Vec;
import io.llamajar.quant.BitPerLane;
import io.llamajar.quant.Bits;
import io.llamajar.quant.BlockQuant;
import io.llamajar.quant.Factor;
import io.llamajar.quant.Part;
import io.llamajar.quant.Whole;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Writes the code that unpacks a block of each row by the description of its type: lanes, scales
 * and minimums come out with the rows side by side in a register.
 */
final class Unpacker {
  private final VectorCode code;
  private final BlockQuant quant;
  private final Columns columns;
  private final Vec[] lanes; // [4]
  private final Vec[] temporary; // [4]
  private int decodedHalf; // the offset of the one in lanes[0]
  private static final int NONE = -1;

  Unpacker(VectorCode code, BlockQuant quant, Columns columns, Vec[] lanes, Vec[] temporary) {
    this.code = code;
    this.quant = quant;
    this.columns = columns;
    this.lanes = lanes;
    this.temporary = temporary;
  }

  /** To be called where a block begins. */
  void begin() {
    columns.forget();
  }

  /**
   * The groups of a block, ordered so that those whose lanes are in the same bytes are together.
   */
  List<Integer> order() {
    int segments = quant.group() / BlockQuant.SEGMENT;
    Comparator<Integer> byLastPart =
        Comparator.comparingInt(g -> offset(quant.segment(g * segments), 1));
    return IntStream.range(0, quant.type().blockValues() / quant.group())
        .boxed()
        .sorted(byLastPart.thenComparingInt(g -> offset(quant.segment(g * segments), 0)))
        .toList();
  }

  private static int offset(List<Part> parts, int p) {
    return p < parts.size() && parts.get(p) instanceof Bits bits ? bits.offset() : 0;
  }

  /** To be called before the first {@link #factor} after lanes. */
  void beginFactors() {
    decodedHalf = NONE;
  }

  /**
   * The lanes of a segment: register {@code c} has lanes {@code 4 c} to {@code 4 c + 3} of each
   * row, in its 32-bit elements.
   *
   * @param zero what the lanes have to stand for zero with: the type's own, or more
   */
  Vec[] segment(int s, int zero) {
    Vec[] result = new Vec[4];
    List<Part> parts = quant.segment(s);
    for (int p = 0; p < parts.size(); p++) {
      for (int c = 0; c < 4; c++) {
        result[c] =
            switch (parts.get(p)) {
              case Bits bits -> take(bits, p == 0, c);
              case BitPerLane bit -> set(bit, c);
            };
      }
    }
    if (quant.flip() != 0 && quant.zero() == zero) {
      for (int c = 0; c < 4; c++) {
        code.a.vpxor(lanes[c], result[c], code.bytes(quant.flip()));
      }
      return lanes;
    }
    if (quant.flip() == 0 && quant.zero() != zero) {
      for (int c = 0; c < 4; c++) {
        code.a.vpaddb(lanes[c], result[c], code.bytes(zero - quant.zero()));
      }
      return lanes;
    }
    return result; // signed bytes are as they were if zero is 0
  }

  /** Column {@code c} of some bits, added to the lanes unless they are the first: where it is. */
  private Vec take(Bits bits, boolean first, int c) {
    Vec source = columns.at(bits.offset(), c);
    int mask = bits.mask() << bits.left();
    if (mask == 0xff) {
      return source;
    }
    Vec x = shift(first ? lanes[c] : temporary[c], source, bits.shift() - bits.left());
    if (first) {
      code.a.vpand(lanes[c], x, code.bytes(mask));
    } else if (code.isa.isWide()) {
      code.a.vpternlogd(lanes[c], x, code.bytes(mask), 0xf8); // lanes | (x & mask)
    } else {
      code.a.vpand(temporary[c], x, code.bytes(mask));
      code.a.vpor(lanes[c], lanes[c], temporary[c]);
    }
    return lanes[c];
  }

  private Vec shift(Vec d, Vec x, int right) {
    if (right > 0) {
      code.a.vpsrlw(d, x, right);
    } else if (right < 0) {
      code.a.vpsllw(d, x, -right);
    } else {
      return x;
    }
    return d;
  }

  /** Sets a bit of each lane of column {@code c} for which a word has one: bit i of lane i's. */
  private Vec set(BitPerLane bit, int c) {
    int base = base(bit.offset(), Short.BYTES);
    int position = bit.offset() - base;
    Vec word = columns.at(base, position / 4);
    int source = (position % 4 + c / 2) * 0x01010101;
    Operand toLanes =
        code.pattern(source, source + 0x04040404, source + 0x08080808, source + 0x0c0c0c0c);
    Operand ofLane = code.ints(0x08040201 << (c % 2 * 4));
    Operand value = code.bytes(1 << bit.left());
    Vec t = temporary[c];
    code.a.vpshufb(t, word, toLanes);
    if (code.isa.isWide()) {
      code.a.vptestmb(k(1), t, ofLane);
      code.a.vpaddb(lanes[c].merge(k(1)), lanes[c], value);
    } else {
      code.a.vpand(t, t, ofLane);
      code.a.vpcmpeqb(t, t, ofLane);
      code.a.vpand(t, t, value);
      code.a.vpor(lanes[c], lanes[c], t);
    }
    return lanes[c];
  }

  /** A scale or minimum of every row, as float32, in a register that the next one may take. */
  Vec factor(Factor factor) {
    Vec half = half(factor.half());
    Vec result = lanes[1]; // lanes are not in use yet
    if (factor.number().isPresent()) {
      whole(factor.number().get(), result, lanes[2]);
      code.a.vcvtdq2ps(result, result);
      code.a.vmulps(result, result, half);
      half = result;
    }
    if (factor.negative()) {
      code.a.vxorps(result, half, code.ints(Integer.MIN_VALUE));
      half = result;
    }
    return half;
  }

  private Vec half(int offset) {
    Vec d = lanes[0];
    if (decodedHalf == offset) {
      return d;
    }
    decodedHalf = offset;
    int base = base(offset, Short.BYTES);
    int position = offset - base;
    Vec word = columns.at(base, position / 4);
    int shift = position % 4 * 8;
    if (code.isa.isWide()) {
      if (shift != 0) {
        code.a.vpsrld(d, word, shift);
        word = d;
      }
      code.a.vpmovdw(d.bits(256), word);
      code.a.vcvtph2ps(d, d.bits(256));
    } else {
      code.a.vpslld(d, word, 16 - shift);
      code.a.vpsrld(d, d, 16);
      code.a.vpackusdw(d, d, d);
      code.a.vpermq(d, d, 0x08);
      code.a.vcvtph2ps(d, d.bits(128));
    }
    return d;
  }

  private void whole(Whole number, Vec d, Vec free) {
    List<Bits> parts = number.parts();
    for (int p = 0; p < parts.size(); p++) {
      Bits bits = parts.get(p);
      int base = base(bits.offset(), Byte.BYTES);
      int position = bits.offset() - base;
      Vec word = columns.at(base, position / 4);
      if (number.signed()) {
        code.a.vpslld(d, word, 24 - position % 4 * 8);
        code.a.vpsrad(d, d, 24);
        return;
      }
      Vec part = p == 0 ? d : free;
      int right = position % 4 * 8 + bits.shift() - bits.left();
      if (right > 0) {
        code.a.vpsrld(part, word, right);
        word = part;
      } else if (right < 0) {
        code.a.vpslld(part, word, -right);
        word = part;
      }
      code.a.vpand(part, word, code.ints(bits.mask() << bits.left()));
      if (p > 0) {
        code.a.vpor(d, d, part);
      }
    }
  }

  /** Where to load from, so that 16 bytes are in the block and these are in one column. */
  private int base(int offset, int bytes) {
    int last = quant.type().blockBytes() - Columns.BYTES;
    int base = Math.min(offset / Columns.BYTES * Columns.BYTES, last);
    while ((offset - base) % 4 + bytes > 4) {
      base--;
    }
    return base;
  }
}
