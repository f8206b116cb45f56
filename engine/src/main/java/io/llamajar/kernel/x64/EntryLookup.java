package io.llamajar.kernel.x64;

import io.llamajar.asm.Vec;
import io.llamajar.quant.Codebook;
import io.llamajar.quant.Entries;

/** Writes the code that looks up entries of a codebook, which lies behind the code. */
interface EntryLookup {
  /** The faster way, for an instruction set and the size of a book. */
  static EntryLookup of(VectorCode code, Codebook book, Numbers numbers) {
    return code.isa.isWide() && book.size() <= PermutedEntries.MOST
        ? new PermutedEntries(code, book, numbers)
        : new GatheredEntries(code, book, numbers);
  }

  /** To be called once, before the first lookup. */
  void prepare();

  /** The codes of a segment: four lanes of each row in each of {@code lanes}. */
  void codes(Entries entries, Vec[] lanes, Vec[] temporary);
}
