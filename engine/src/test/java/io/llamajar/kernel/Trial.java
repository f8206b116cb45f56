package io.llamajar.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.llamajar.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Runs one operation on all of its work and on parts of it, in several orders, and looks at every
 * bit that it may write and at every bit that it may not.
 *
 * <p>What belongs to the items that were asked for must be as expected; everything else, inputs
 * included, must be as before. NaN is NaN, whatever its payload.
 */
final class Trial {
  /** The operation, on the items {@code [from, to)}. */
  interface Work {
    void run(int from, int to);
  }

  private record Output(
      String name, Cells cells, IntBuffer before, IntBuffer expected, IntUnaryOperator item) {}

  private record Input(MemorySegment memory, MemorySegment before) {}

  private record Range(int from, int to) {}

  private final String what;
  private final int items;
  private final Work work;
  private final List<Output> outputs = new ArrayList<>();
  private final List<Input> inputs = new ArrayList<>();

  Trial(String what, int items, Work work) {
    this.what = what;
    this.items = items;
    this.work = work;
  }

  /** Expects that item {@code i} makes row {@code i} of a tensor. */
  Trial writes(Tensor rows, float[] expected) {
    return writes("row", Cells.floats(rows.read()), bits(expected), i -> i / rows.columns());
  }

  /**
   * Expects bits in the first cells of an output.
   *
   * @param item the item that makes a cell, negative if none does
   */
  Trial writes(String name, Cells cells, int[] expected, IntUnaryOperator item) {
    outputs.add(new Output(name, cells, cells.copy(), IntBuffer.wrap(expected), item));
    return this;
  }

  /** Expects that inputs stay as they are. */
  Trial reads(MemorySegment... memories) {
    for (MemorySegment memory : memories) {
      inputs.add(new Input(memory, MemorySegment.ofArray(memory.toArray(JAVA_BYTE))));
    }
    return this;
  }

  void run() {
    run(List.of(new Range(0, items)));
    run(List.of(new Range(items / 2, items), new Range(0, items / 2)));
    run(List.of(new Range(items / 3, items - items / 3)));
    run(List.of(new Range(items / 2, items / 2)));
    List<Range> onesFromTheEnd = new ArrayList<>();
    for (int item = items - 1; item >= 0; item--) {
      onesFromTheEnd.add(new Range(item, item + 1));
    }
    run(onesFromTheEnd);
  }

  private void run(List<Range> ranges) {
    outputs.forEach(output -> output.cells.fill(output.before));
    BitSet done = new BitSet();
    for (Range range : ranges) {
      work.run(range.from, range.to);
      done.set(range.from, range.to);
    }
    outputs.forEach(output -> check(output, done, ranges));
    for (Input input : inputs) {
      assertThat(input.memory.mismatch(input.before)).as("%s changed an input", what).isEqualTo(-1);
    }
  }

  private void check(Output output, BitSet done, List<Range> ranges) {
    for (int cell = 0; cell < output.cells.count(); cell++) {
      int item = cell < output.expected.limit() ? output.item.applyAsInt(cell) : -1;
      boolean written = item >= 0 && done.get(item);
      int expected = written ? output.expected.get(cell) : output.before.get(cell);
      int actual = output.cells.bits(cell);
      if (written ? !output.cells.holds(cell, expected) : actual != expected) {
        fail(
            "%s, %s: %s cell %d (item %d) is %s, expected %s as %s",
            what,
            ranges,
            output.name,
            cell,
            item,
            show(actual),
            show(expected),
            written ? "defined" : "before");
      }
    }
  }

  private static String show(int bits) {
    return "%08x (%s as float32)".formatted(bits, Float.intBitsToFloat(bits));
  }

  static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }
}
