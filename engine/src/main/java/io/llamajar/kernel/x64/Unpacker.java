package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.k;

import io.llamajar.asm.Operand;
import io.llamajar.asm.Vec;
import io.llamajar.quant.BitPerLane;
import io.llamajar.quant.Bits;
import io.llamajar.quant.BlockQuant;
import io.llamajar.quant.BytePerLane;
import io.llamajar.quant.Factor;
import io.llamajar.quant.Fours;
import io.llamajar.quant.Part;
import io.llamajar.quant.Trits;
import io.llamajar.quant.TwoBitsPerLane;
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
  private int decodedBase; // the offset of the one in lanes[0]
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
    decodedBase = NONE;
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
        result[c] = column(parts.get(p), p == 0, c);
      }
    }
    if (!quant.table().isEmpty()) {
      lookUp(result, zero);
      return lanes;
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

  /** The unsigned lanes of the type's table. */
  private void lookUp(Vec[] numbers, int zero) {
    int[] table = new int[4];
    for (int i = 0; i < quant.table().size(); i++) {
      table[i / 4] |= ((quant.table().get(i) + zero) & 0xff) << (i % 4 * 8);
    }
    Vec values = code.register(temporary[0], table);
    for (int c = 0; c < 4; c++) {
      code.a.vpshufb(lanes[c], values, numbers[c]);
    }
  }

  /** Column {@code c} of a part, added to the lanes unless it is the first: where it is. */
  private Vec column(Part part, boolean first, int c) {
    return switch (part) {
      case BytePerLane bytes -> take(bytes, columns.at(bytes.offset(), c), first, c);
      case Fours fours -> {
        BytePerLane bytes = fours.parts().get(c);
        yield take(bytes, word(bytes.offset()), first, c);
      }
      case BitPerLane bit -> {
        spread(bit.offset() + c / 2, c);
        yield set(0x08040201 << (c % 2 * 4), 1 << bit.left(), first, c);
      }
      case TwoBitsPerLane bits -> {
        spread(bits.offset() + c, c);
        set(0x40100401, 1, first, c);
        yield set(0x80200802, 2, false, c);
      }
    };
  }

  private Vec take(BytePerLane part, Vec source, boolean first, int c) {
    return switch (part) {
      case Bits bits -> take(bits, source, first, c);
      case Trits trits -> take(trits, source, first, c);
    };
  }

  private Vec take(Bits bits, Vec source, boolean first, int c) {
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

  /** The digit is what is whole of three times a fraction, in 16 bits for every other byte. */
  private Vec take(Trits trits, Vec source, boolean first, int c) {
    Vec even = temporary[c];
    Vec odd = temporary[(c + 1) % 4];
    Vec fractions = source;
    for (int i = 0; i < trits.digit(); i++) {
      code.a.vpaddb(even, fractions, fractions);
      code.a.vpaddb(odd, fractions, even);
      fractions = odd;
    }
    code.a.vpand(even, fractions, code.ints(0x00ff00ff));
    code.a.vpmullw(even, even, code.ints(0x00030003));
    code.a.vpsrlw(even, even, 8);
    code.a.vpsrlw(odd, fractions, 8);
    code.a.vpmullw(odd, odd, code.ints(0x00030003));
    code.a.vpand(odd, odd, code.ints(0xff00ff00));
    if (!first) {
      code.a.vpor(even, even, lanes[c]);
    }
    code.a.vpor(lanes[c], even, odd);
    return lanes[c];
  }

  /** A byte of the block as each of the four lanes, in the column's temporary register. */
  private void spread(int offset, int c) {
    int base = base(offset, Byte.BYTES);
    int position = offset - base;
    int source = position % 4 * 0x01010101;
    Vec word = columns.at(base, position / 4);
    Operand toLanes =
        code.pattern(source, source + 0x04040404, source + 0x08080808, source + 0x0c0c0c0c);
    code.a.vpshufb(temporary[c], word, toLanes);
  }

  /** Adds a value to those lanes for which {@link #spread} found a bit of the mask. */
  private Vec set(int mask, int value, boolean first, int c) {
    Vec t = temporary[c];
    Operand ofLane = code.ints(mask);
    if (code.isa.isWide()) {
      code.a.vptestmb(k(1), t, ofLane);
      if (first) {
        code.a.vpblendmb(lanes[c].zero(k(1)), t, code.bytes(value));
      } else {
        code.a.vpaddb(lanes[c].merge(k(1)), lanes[c], code.bytes(value));
      }
      return lanes[c];
    }
    Vec found = first ? lanes[c] : temporary[(c + 1) % 4];
    code.a.vpand(found, t, ofLane);
    code.a.vpcmpeqb(found, found, ofLane);
    code.a.vpand(found, found, code.bytes(value));
    if (!first) {
      code.a.vpor(lanes[c], lanes[c], found);
    }
    return lanes[c];
  }

  /** A scale or minimum of every row, as float32, in a register that the next one may take. */
  Vec factor(Factor factor) {
    Vec product = base(factor);
    Vec result = lanes[1]; // lanes are not in use yet
    if (factor.number().isPresent()) {
      whole(factor.number().get(), result, lanes[2]);
      code.a.vcvtdq2ps(result, result);
      code.a.vmulps(result, result, product);
      product = result;
    }
    if (factor.negative()) {
      code.a.vxorps(result, product, code.ints(Integer.MIN_VALUE));
      product = result;
    }
    return product;
  }

  private Vec base(Factor factor) {
    Vec d = lanes[0];
    if (decodedBase != factor.offset()) {
      decodedBase = factor.offset();
      switch (factor.format()) {
        case HALF -> half(factor.offset(), d);
        case E8M0 -> {
          extract(factor.offset(), d);
          code.a.vpaddd(lanes[1], d, code.ints(1));
          code.a.vpslld(lanes[1], lanes[1], 21);
          code.a.vpaddd(d, d, code.ints(-1));
          code.a.vpslld(d, d, 23);
          code.a.vpmaxsd(d, d, lanes[1]);
        }
        case UE4M3 -> {
          extract(factor.offset(), d);
          if (code.isa.isWide()) {
            code.a.vpcmpeqd(k(1), d, code.ints(0x7f));
            code.a.vpxor(d.merge(k(1)), d, d);
          } else {
            code.a.vpcmpeqd(lanes[1], d, code.ints(0x7f));
            code.a.vpandn(d, lanes[1], d);
          }
          code.a.vpslld(d, d, 25); // without the eighth bit
          code.a.vpsrld(d, d, 5);
          code.a.vmulps(d, d, code.floats(Factor.UE4M3_UNIT));
        }
      }
    }
    return d;
  }

  /** {@code d = } a byte of the block, as an int32. */
  private void extract(int offset, Vec d) {
    whole(new Whole(List.of(new Bits(offset, 0, Byte.SIZE, 0)), false, 0), d, d);
  }

  private void half(int offset, Vec d) {
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
        break; // it is the only part
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
    if (number.zero() != 0) {
      code.a.vpaddd(d, d, code.ints(-number.zero()));
    }
  }

  /** Four bytes of each row's block. */
  private Vec word(int offset) {
    int base = base(offset, Integer.BYTES);
    return columns.at(base, (offset - base) / 4);
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
