package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.*;

import io.llamajar.asm.Label;
import io.llamajar.asm.Vec;
import io.llamajar.quant.Codebook;
import io.llamajar.quant.Entries;
import io.llamajar.quant.Whole;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks up two entries of each row at once, in 16 bits each: a permutation takes 32 of 64 words, so
 * a small codebook needs but a few, and selections among what they give.
 *
 * <pre>
 * for each two entries: numbers = first | second &lt;&lt; 16
 *   words = select(number's highest bit, words of the lower half, words of the upper half)
 *   for each four lanes of an entry: lanes = (word, word) >>> (shift, shift + bits) &amp; mask
 * </pre>
 *
 * <p>A lane's code has 4 bits if there are four lanes, 2 if there are eight. Those of even lanes
 * are in the low byte and those of odd lanes in the high one, so that two of each are in place
 * after a shift.
 *
 * <p>One token, with AVX-512 on one core of Zen 5, instead of {@link GatheredEntries}: IQ2_XXS 29.5
 * GMAC/s instead of 17.6, IQ2_XS 24.2 instead of 13.9, IQ3_XXS 23.3 instead of 10.8 (2026-11-21).
 */
final class PermutedEntries implements EntryLookup {
  /** The most entries: there are registers for no more halves. */
  static final int MOST = 512;

  private static final int WORDS = 64; // that a permutation takes from

  private final VectorCode code;
  private final Codebook book;
  private final Numbers numbers;
  private final Label words;

  PermutedEntries(VectorCode code, Codebook book, Numbers numbers) {
    this.code = code;
    this.book = book;
    this.numbers = numbers;
    this.words = words(code, book);
  }

  /** Bits of a code. */
  private static int bits(Codebook book) {
    return Short.SIZE / book.lanes();
  }

  private static Label words(VectorCode code, Codebook book) {
    ByteBuffer words = ByteBuffer.allocate(book.size() * Short.BYTES);
    words.order(ByteOrder.LITTLE_ENDIAN);
    for (int entry = 0; entry < book.size(); entry++) {
      int word = 0;
      for (int lane = 0; lane < book.lanes(); lane++) {
        int lanesCode = (int) (book.codes(entry) >>> (lane * Byte.SIZE)) & 0xff;
        word |= lanesCode << (lane % 2 * Byte.SIZE + lane / 2 * bits(book));
      }
      words.putShort((short) word);
    }
    return code.a.constant(words.array());
  }

  @Override
  public void prepare() {
    // Permutations find the words without a register.
  }

  @Override
  public void codes(Entries entries, Vec[] lanes, Vec[] temporary) {
    int bits = bits(book);
    int pairs = entries.numbers().size() / 2;
    List<Whole> both = new ArrayList<>();
    for (int p = 0; p < pairs; p++) {
      Whole second = entries.numbers().get(pairs + p).shifted(Short.SIZE);
      both.add(entries.numbers().get(p).with(second));
    }
    numbers.write(both, List.of(lanes).subList(0, pairs), temporary[0]);
    for (int p = 0; p < pairs; p++) {
      for (int bit = WORDS; bit < book.size(); bit *= 2) {
        code.a.vptestmw(k(bit / WORDS), lanes[p], code.ints(bit * 0x00010001));
      }
      select(lanes[p], new Part(0, book.size()), temporary, 0);
      for (int second = 0; second < 2; second++) {
        spread(temporary, second);
        for (int c = 0; c < book.lanes() / 4; c++) {
          Vec d = lanes[second * 2 + p + c];
          int shift = 2 * c * bits;
          code.a.vpsrlvw(d, temporary[1], code.ints(shift | (shift + bits) << Short.SIZE));
          code.a.vpand(d, d, code.bytes((1 << bits) - 1));
        }
      }
    }
  }

  /** Some entries of the book. */
  private record Part(int first, int count) {
    private Part half(int i) {
      return new Part(first + i * count / 2, count / 2);
    }
  }

  /** {@code result[depth] = } the words of those entries of a part that numbers are about. */
  private void select(Vec entries, Part part, Vec[] result, int depth) {
    Vec d = result[depth];
    if (part.count == WORDS) {
      int at = part.first * Short.BYTES;
      code.a.vmovdqa(d, mem(words, at));
      code.a.vpermt2w(d, entries, mem(words, at + code.isa.registerBytes()));
    } else {
      select(entries, part.half(0), result, depth);
      select(entries, part.half(1), result, depth + 1);
      int bit = part.count / 2;
      code.a.vpblendmw(d.merge(k(bit / WORDS)), d, result[depth + 1]);
    }
  }

  /** {@code temporary[1] = } the first or second word of {@code temporary[0]}, twice. */
  private void spread(Vec[] temporary, int second) {
    int both = 0x01000100 + second * 0x02020202;
    code.a.vpshufb(
        temporary[1],
        temporary[0],
        code.pattern(both, both + 0x04040404, both + 0x08080808, both + 0x0c0c0c0c));
  }
}
