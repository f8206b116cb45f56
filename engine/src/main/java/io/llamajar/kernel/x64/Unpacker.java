package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.k;

import io.llamajar.asm.Operand;
import io.llamajar.asm.Vec;
import io.llamajar.quant.BitPerLane;
import io.llamajar.quant.Bits;
import io.llamajar.quant.BlockQuant;
import io.llamajar.quant.BytePerLane;
import io.llamajar.quant.Codebook;
import io.llamajar.quant.Entries;
import io.llamajar.quant.EvenBits;
import io.llamajar.quant.Factor;
import io.llamajar.quant.Fours;
import io.llamajar.quant.Part;
import io.llamajar.quant.Trits;
import io.llamajar.quant.TwoBitsPerLane;
import io.llamajar.quant.Whole;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Writes the code that unpacks a block of each row by the description of its type: lanes, scales
 * and minimums come out with the rows side by side in a register.
 */
final class Unpacker {
  private final VectorCode code;
  private final BlockQuant quant;
  private final Columns columns;
  private final Numbers numbers;
  private final Optional<EntryLookup> lookup;
  private final Vec[] lanes; // [4]
  private final Vec[] temporary; // [4]
  private int decodedBase; // the offset of the one in lanes[0]
  private static final int NONE = -1;

  Unpacker(VectorCode code, BlockQuant quant, Columns columns, Vec[] lanes, Vec[] temporary) {
    this.code = code;
    this.quant = quant;
    this.columns = columns;
    this.numbers = new Numbers(code, quant, columns);
    this.lookup = Codebook.of(quant).map(book -> EntryLookup.of(code, book, numbers));
    this.lanes = lanes;
    this.temporary = temporary;
  }

  /** To be called once, before the first block. */
  void prepare() {
    lookup.ifPresent(EntryLookup::prepare);
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
        yield take(bytes, numbers.place(bytes.offset(), Integer.BYTES).word(), first, c);
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
      case EvenBits bits -> {
        spread(bits, c);
        yield set(0x08040201 << (c % 2 * 4), 1 << bits.left(), first, c);
      }
      case Entries entries -> {
        if (c == 0) {
          lookup.orElseThrow().codes(entries, lanes, temporary);
        }
        yield lanes[c];
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
    Numbers.Place place = numbers.place(offset, Byte.BYTES);
    int source = place.shift() / 8 * 0x01010101;
    Operand toLanes =
        code.pattern(source, source + 0x04040404, source + 0x08080808, source + 0x0c0c0c0c);
    code.a.vpshufb(temporary[c], place.word(), toLanes);
  }

  /** A byte of signs as each of the four lanes, in the column's temporary register. */
  private void spread(EvenBits bits, int c) {
    Vec eight = temporary[c < 2 ? 3 : 1]; // which setting bits leaves
    if (c % 2 == 0) {
      Vec word = numbers.place(bits.offset(), Integer.BYTES).word();
      code.a.vpsrld(eight, word, c < 2 ? bits.low() : bits.high());
      makeEven(eight, temporary[c], temporary[c + 1]);
    }
    Operand toLanes = code.pattern(0, 0x04040404, 0x08080808, 0x0c0c0c0c);
    code.a.vpshufb(temporary[c], eight, toLanes);
  }

  /** Sets the eighth bit so that the number of ones is even, which four bits tell as well. */
  private void makeEven(Vec eight, Vec free, Vec second) {
    code.a.vpand(eight, eight, code.ints(0x7f));
    code.a.vpsrld(free, eight, 4);
    code.a.vpxor(free, free, eight);
    code.a.vpand(free, free, code.ints(0x0f));
    Vec odd = code.register(second, 0x00808000, 0x80000080, 0x80000080, 0x00808000);
    code.a.vpshufb(free, odd, free);
    code.a.vpor(eight, eight, free);
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
      numbers.write(factor.number().get(), result, lanes[2]);
      code.a.vcvtdq2ps(result, result);
      code.a.vmulps(result, result, product);
      product = result;
    }
    if (factor.unit() != 1) {
      code.a.vmulps(result, product, code.floats(factor.unit()));
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
        case SPREAD_HALF -> {
          numbers.write(Factor.spread(factor.offset()), d, lanes[1]);
          halves(d, d);
        }
        case E8M0 -> {
          numbers.write(Whole.ofByte(factor.offset()), d, d);
          code.a.vpaddd(lanes[1], d, code.ints(1));
          code.a.vpslld(lanes[1], lanes[1], 21);
          code.a.vpaddd(d, d, code.ints(-1));
          code.a.vpslld(d, d, 23);
          code.a.vpmaxsd(d, d, lanes[1]);
        }
        case UE4M3 -> {
          numbers.write(Whole.ofByte(factor.offset()), d, d);
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

  private void half(int offset, Vec d) {
    Numbers.Place place = numbers.place(offset, Short.BYTES);
    Vec word = place.word();
    int shift = place.shift();
    if (!code.isa.isWide()) {
      code.a.vpslld(d, word, 16 - shift);
      code.a.vpsrld(d, d, 16);
      word = d;
    } else if (shift != 0) {
      code.a.vpsrld(d, word, shift);
      word = d;
    }
    halves(d, word);
  }

  /** {@code d = } the numbers whose half-precision bits are in 32-bit elements. */
  private void halves(Vec d, Vec bits) {
    if (code.isa.isWide()) {
      code.a.vpmovdw(d.bits(256), bits);
      code.a.vcvtph2ps(d, d.bits(256));
    } else {
      code.a.vpackusdw(d, bits, bits);
      code.a.vpermq(d, d, 0x08);
      code.a.vcvtph2ps(d, d.bits(128));
    }
  }
}
