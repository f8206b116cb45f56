package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.*;

import io.llamajar.asm.Gp;
import io.llamajar.asm.Mem;
import io.llamajar.asm.Operand;
import io.llamajar.asm.Vec;
import io.llamajar.quant.Codebook;
import io.llamajar.quant.Entries;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks up an entry by loading a word from the codebook for each row.
 *
 * <pre>
 * numbers of the entries, as int32
 * for each: word = codebook[number]
 *   four lanes: word; eight: word &amp; 0x0f0f0f0f, word >>> 4 &amp; 0x0f0f0f0f
 * </pre>
 */
final class GatheredEntries implements EntryLookup {
  /** Points to the codebook; functions that unpack leave it alone. */
  private static final Gp CODEBOOK = rbx;

  private final VectorCode code;
  private final Codebook book;
  private final Numbers numbers;

  GatheredEntries(VectorCode code, Codebook book, Numbers numbers) {
    this.code = code;
    this.book = book;
    this.numbers = numbers;
  }

  @Override
  public void prepare() {
    ByteBuffer words = ByteBuffer.allocate(book.size() * Integer.BYTES);
    words.order(ByteOrder.LITTLE_ENDIAN);
    for (int entry = 0; entry < book.size(); entry++) {
      long codes = book.codes(entry);
      words.putInt((int) codes | (int) (codes >>> 32) << 4);
    }
    code.a.lea(CODEBOOK, mem(code.a.constant(words.array())));
  }

  @Override
  public void codes(Entries entries, Vec[] lanes, Vec[] temporary) {
    int step = book.lanes() / 4;
    List<Vec> found = new ArrayList<>();
    for (int c = 0; c < lanes.length; c += step) {
      found.add(lanes[c]);
    }
    numbers.write(entries.numbers(), found, temporary[0]);
    Operand nibbles = code.bytes(0x0f);
    for (int c = 0; c < lanes.length; c += step) {
      if (step == 1) {
        code.a.vmovdqa(temporary[0], lanes[c]);
        gather(lanes[c], temporary[0], temporary[1]);
      } else {
        gather(lanes[c + 1], lanes[c], temporary[1]);
        code.a.vpand(lanes[c], lanes[c + 1], nibbles);
        code.a.vpsrld(lanes[c + 1], lanes[c + 1], 4);
        code.a.vpand(lanes[c + 1], lanes[c + 1], nibbles);
      }
    }
  }

  private void gather(Vec d, Vec entries, Vec free) {
    Mem words = mem(CODEBOOK, entries, Integer.BYTES);
    if (code.isa.isWide()) {
      code.a.kxnorw(k(1), k(1), k(1));
      code.a.vpgatherdd(d.merge(k(1)), words);
    } else {
      code.a.vpcmpeqd(free, free, free);
      code.a.vpgatherdd(d, words, free);
    }
  }
}
