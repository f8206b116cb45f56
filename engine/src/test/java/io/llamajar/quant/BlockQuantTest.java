package io.llamajar.quant;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What kernels may rely on of every type whose blocks hold integers. */
class BlockQuantTest {
  private static final int BLOCKS = 20;
  private static final byte UNTOUCHED = 0x5a;

  static Stream<BlockQuant> blockQuants() {
    return Quants.all().stream().filter(BlockQuant.class::isInstance).map(BlockQuant.class::cast);
  }

  @ParameterizedTest
  @MethodSource("blockQuants")
  void groupsDivideABlock(BlockQuant quant) {
    assertThat(quant.group()).isIn(16, 32);
    assertThat(quant.type().blockValues() % quant.group()).isZero();
    assertThat(quant.type().blockValues() % 32).as("activations share a scale").isZero();
  }

  @ParameterizedTest
  @MethodSource("blockQuants")
  void scaleTimesLanePlusMinimumIsTheWeight(BlockQuant quant) {
    int columns = BLOCKS * quant.type().blockValues();
    MemorySegment blocks = randomBlocks(quant, 0);
    float[] weights = new float[columns];
    quant.decode(blocks, 0, weights, columns);

    UnpackedRow row = new UnpackedRow();
    row.unpack(quant, blocks, 0, columns);
    for (int k = 0; k < columns; k++) {
      int g = k / quant.group();
      float weight = row.scales()[g] * row.lanes()[k];
      if (quant.hasMinimum()) {
        weight += row.minimums()[g];
      }
      assertThat(weight).as("weight %d", k).isEqualTo(weights[k]);
    }
  }

  @ParameterizedTest
  @MethodSource("blockQuants")
  void unpacksWhereverABlockLies(BlockQuant quant) {
    int columns = BLOCKS * quant.type().blockValues();
    UnpackedRow expected = new UnpackedRow();
    expected.unpack(quant, randomBlocks(quant, 0), 0, columns);

    for (int offset : new int[] {1, 2, 18, 35}) { // blocks have no alignment in a file
      UnpackedRow actual = new UnpackedRow();
      actual.unpack(quant, randomBlocks(quant, offset), offset, columns);
      assertThat(actual.lanes()).isEqualTo(expected.lanes());
      assertThat(actual.scales()).isEqualTo(expected.scales());
      assertThat(actual.minimums()).isEqualTo(expected.minimums());
    }
  }

  @ParameterizedTest
  @MethodSource("blockQuants")
  void aNarrowRowLeavesTheRestOfAWideOne(BlockQuant quant) {
    int values = quant.type().blockValues();
    int groups = values / quant.group();
    UnpackedRow row = new UnpackedRow();
    row.lanes = bytes(3 * values);
    row.scales = floats(3 * groups);
    row.minimums = floats(3 * groups);
    row.unpack(quant, randomBlocks(quant, 0), 0, 2 * values);

    for (int k = 2 * values; k < 3 * values; k++) {
      assertThat(row.lanes[k]).isEqualTo(UNTOUCHED);
    }
    for (int g = 0; g < 3 * groups; g++) {
      boolean within = g < 2 * groups;
      assertThat(row.scales[g] != UNTOUCHED).isEqualTo(within);
      assertThat(row.minimums[g] != UNTOUCHED).isEqualTo(within && quant.hasMinimum());
    }
  }

  @ParameterizedTest
  @MethodSource("blockQuants")
  void readsNothingOutsideABlock(BlockQuant quant) {
    int end = quant.type().blockBytes();
    for (int s = 0; s < segments(quant); s++) {
      for (Part part : quant.segment(s)) {
        switch (part) {
          case BytePerLane bytes -> isWithin(bytes, BlockQuant.SEGMENT, end);
          case BitPerLane bit -> assertThat(bit.offset()).isBetween(0, end - Short.BYTES);
          case EvenBits bits -> {
            assertThat(bits.offset()).isBetween(0, end - Integer.BYTES);
            assertThat(List.of(bits.low(), bits.high())).allMatch(low -> low >= 0 && low <= 25);
          }
          case TwoBitsPerLane bits -> assertThat(bits.offset()).isBetween(0, end - Integer.BYTES);
          case Fours fours -> {
            assertThat(fours.parts()).hasSize(4);
            fours.parts().forEach(four -> isWithin(four, 4, end));
          }
          case Entries entries -> entries.numbers().forEach(number -> isWithin(number, end));
        }
      }
    }
    for (Factor factor : factors(quant)) {
      assertThat(factor.offset()).isBetween(0, end - factor.format().bytes());
      factor.number().ifPresent(number -> isWithin(number, end));
      int exponent = Math.getExponent(factor.unit());
      assertThat(Math.abs(factor.unit())).as("a power of two").isEqualTo(Math.scalb(1f, exponent));
    }
  }

  private static void isWithin(BytePerLane part, int lanes, int end) {
    assertThat(part.offset()).isBetween(0, end - lanes);
    switch (part) {
      case Bits bits -> {
        isOfAByte(bits);
        assertThat(bits.left() + bits.count()).isLessThanOrEqualTo(8);
      }
      case Trits trits -> assertThat(trits.digit()).isBetween(0, 4);
    }
  }

  private static void isWithin(Whole number, int end) {
    for (Bits bits : number.parts()) {
      assertThat(bits.offset()).isBetween(0, end - 1);
      isOfAByte(bits);
    }
  }

  private static void isOfAByte(Bits bits) {
    assertThat(bits.shift()).isNotNegative();
    assertThat(bits.left()).isNotNegative();
    assertThat(bits.count()).isPositive();
    assertThat(bits.shift() + bits.count()).isLessThanOrEqualTo(8);
  }

  @ParameterizedTest
  @MethodSource("blockQuants")
  void numbersOfEntriesHaveAsManyBitsAsTheirBook(BlockQuant quant) {
    for (int s = 0; s < segments(quant); s++) {
      for (Part part : quant.segment(s)) {
        if (part instanceof Entries(Codebook book, List<Whole> numbers)) {
          assertThat(numbers.size() * book.lanes()).isEqualTo(BlockQuant.SEGMENT);
          for (Whole number : numbers) {
            int made = number.parts().stream().mapToInt(b -> b.mask() << b.left()).sum();
            assertThat(made).isEqualTo(book.size() - 1);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("blockQuants")
  void partsMakeEachBitOfALaneAtMostOnce(BlockQuant quant) {
    int all = quant.table().isEmpty() ? quant.bits() : 4;
    for (int s = 0; s < segments(quant); s++) {
      int made = 0;
      for (Part part : quant.segment(s)) {
        int bits = bits(part);
        assertThat(made & bits).isZero();
        made |= bits;
      }
      assertThat(Integer.highestOneBit(made)).isEqualTo(1 << (all - 1));
    }
    assertThat(quant.flip()).isBetween(0, (1 << quant.bits()) - 1);
    assertThat(quant.zero()).isBetween(0, (1 << quant.bits()) - 1);
  }

  private static int bits(Part part) {
    return switch (part) {
      case Bits bits -> bits.mask() << bits.left();
      case BitPerLane bit -> 1 << bit.left();
      case EvenBits bit -> 1 << bit.left();
      case TwoBitsPerLane _, Trits _ -> 3;
      case Fours fours -> {
        List<Integer> all = fours.parts().stream().map(BlockQuantTest::bits).distinct().toList();
        assertThat(all).hasSize(1);
        yield all.getFirst();
      }
      case Entries entries -> codes(entries.book());
    };
  }

  /** The bits that are set in some code of a book. */
  private static int codes(Codebook book) {
    long all = IntStream.range(0, book.size()).mapToLong(book::codes).reduce(0, (a, b) -> a | b);
    assertThat(Long.numberOfLeadingZeros(all)).isGreaterThanOrEqualTo(64 - 8 * book.lanes());
    return IntStream.range(0, 8)
        .map(lane -> (int) (all >> (8 * lane)) & 0xff)
        .reduce(0, (a, b) -> a | b);
  }

  @ParameterizedTest
  @MethodSource("blockQuants")
  void tablesHoldLanes(BlockQuant quant) {
    assertThat(quant.table().size()).isIn(0, 16);
    for (int lane : quant.table()) {
      assertThat(lane + quant.zero()).isBetween(0, (1 << quant.bits()) - 1);
    }
  }

  @ParameterizedTest
  @MethodSource("blockQuants")
  void lanesAreWhatTheDescriptionSays(BlockQuant quant) {
    int blockValues = quant.type().blockValues();
    MemorySegment blocks = randomBlocks(quant, 0);
    UnpackedRow row = new UnpackedRow();
    row.unpack(quant, blocks, 0, BLOCKS * blockValues);
    for (int k = 0; k < BLOCKS * blockValues; k++) {
      long block = (long) k / blockValues * quant.type().blockBytes();
      int lane = k % blockValues;
      int made = 0;
      for (Part part : quant.segment(lane / BlockQuant.SEGMENT)) {
        made |= laneOf(part, blocks.asSlice(block), lane % BlockQuant.SEGMENT);
      }
      int expected =
          quant.table().isEmpty() ? (made ^ quant.flip()) - quant.zero() : quant.table().get(made);
      assertThat(row.lanes()[k]).as("lane %d", k).isEqualTo((byte) expected);
    }
  }

  private static int laneOf(Part part, MemorySegment block, int i) {
    return switch (part) {
      case Bits bits -> {
        int taken = unsigned(block, bits.offset() + i) >> bits.shift();
        yield taken % (1 << bits.count()) << bits.left();
      }
      case Trits trits -> {
        int fraction = unsigned(block, trits.offset() + i) * (int) Math.pow(3, trits.digit());
        yield (fraction % 256) * 3 / 256;
      }
      case Fours fours -> laneOf(fours.parts().get(i / 4), block, i % 4);
      case BitPerLane bit -> (unsigned(block, bit.offset() + i / 8) >> (i % 8)) % 2 << bit.left();
      case EvenBits bits -> {
        int word = block.get(JAVA_INT_UNALIGNED, bits.offset());
        int seven = word >> (i < 8 ? bits.low() : bits.high()) & 0x7f;
        int bit = i % 8 == 7 ? Integer.bitCount(seven) % 2 : seven >> (i % 8) & 1;
        yield bit << bits.left();
      }
      case TwoBitsPerLane bits -> (unsigned(block, bits.offset() + i / 4) >> (i % 4 * 2)) % 4;
      case Entries(Codebook book, List<Whole> numbers) -> {
        int number = 0;
        for (Bits bits : numbers.get(i / book.lanes()).parts()) {
          int taken = unsigned(block, bits.offset()) >> bits.shift();
          number |= taken % (1 << bits.count()) << bits.left();
        }
        yield (int) (book.codes(number) >> (i % book.lanes() * 8)) & 0xff;
      }
    };
  }

  private static int unsigned(MemorySegment block, int offset) {
    return Byte.toUnsignedInt(block.get(JAVA_BYTE, offset));
  }

  private static int segments(BlockQuant quant) {
    return quant.type().blockValues() / BlockQuant.SEGMENT;
  }

  private static List<Factor> factors(BlockQuant quant) {
    List<Factor> factors = new ArrayList<>();
    for (int g = 0; g < quant.type().blockValues() / quant.group(); g++) {
      factors.add(quant.scale(g));
      if (quant.hasMinimum()) {
        factors.add(quant.minimum(g));
      }
    }
    return factors;
  }

  @ParameterizedTest
  @MethodSource("blockQuants")
  void aRowThatServedAnotherTypeServesThisOne(BlockQuant quant) {
    int columns = 256;
    MemorySegment blocks = randomBlocks(quant, 0);
    float[] expected = new float[columns];
    quant.decode(blocks, 0, expected, columns);
    UnpackedRow row = new UnpackedRow();
    blockQuants().forEach(other -> row.unpack(other, randomBlocks(other, 0), 0, 512));

    float[] actual = new float[columns];
    row.unpack(quant, blocks, 0, columns);
    row.decode(quant, actual, columns);
    assertThat(actual).isEqualTo(expected);
  }

  /** Blocks of finite weights, the same for a type at every offset. */
  private static MemorySegment randomBlocks(BlockQuant quant, int offset) {
    int size = quant.type().blockBytes();
    byte[] bytes = new byte[offset + BLOCKS * size];
    Random random = new Random(quant.type().id());
    for (int at = offset; at < bytes.length; at += size) {
      byte[] block = new byte[size];
      float[] weights = new float[quant.type().blockValues()];
      do {
        random.nextBytes(block);
        quant.decode(MemorySegment.ofArray(block), 0, weights, weights.length);
      } while (!areFinite(weights));
      System.arraycopy(block, 0, bytes, at, size);
    }
    return MemorySegment.ofArray(bytes);
  }

  private static boolean areFinite(float[] weights) {
    for (float weight : weights) {
      if (!Float.isFinite(weight)) {
        return false;
      }
    }
    return true;
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    Arrays.fill(bytes, UNTOUCHED);
    return bytes;
  }

  private static float[] floats(int count) {
    float[] floats = new float[count];
    Arrays.fill(floats, UNTOUCHED);
    return floats;
  }
}
