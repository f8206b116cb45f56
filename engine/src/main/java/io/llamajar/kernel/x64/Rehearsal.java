package io.llamajar.kernel.x64;

import io.llamajar.asm.Assembler;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a function needs, learnt by writing it once for nothing: which constants it uses most, so
 * that these may lie in registers, and which columns of what it loads.
 */
final class Rehearsal {
  private final Map<List<Integer>, Integer> uses = new LinkedHashMap<>(); // by constant
  private final List<BitSet> columns = new ArrayList<>(); // by load, in the order of writing

  /** Writes a function twice; the second time counts. */
  static byte[] assemble(Isa isa, Consumer<VectorCode> function) {
    Rehearsal rehearsal = new Rehearsal();
    function.accept(new VectorCode(new Assembler(), isa, rehearsal, false));
    Assembler a = new Assembler();
    function.accept(new VectorCode(a, isa, rehearsal, true));
    return a.assemble();
  }

  void use(List<Integer> constant) {
    uses.merge(constant, 1, Integer::sum);
  }

  /** The constants that are used most, so many at most. */
  List<List<Integer>> mostUsed(int count) {
    return uses.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(count)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Which columns of a load are used: to be added to, and to be looked up. */
  BitSet columns(int load) {
    while (columns.size() <= load) {
      columns.add(new BitSet());
    }
    return columns.get(load);
  }
}
