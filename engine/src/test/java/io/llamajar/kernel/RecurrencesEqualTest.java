package io.llamajar.kernel;

import io.llamajar.gguf.GgmlType;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.StateShape;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What layers with a state give and keep is, to the bit, what plain Java gives and keeps. */
@EveryKernels
class RecurrencesEqualTest {
  private static final int LAYER = 1;
  private static final int[] LENGTHS = {1, 67, 2}; // of sequences: one, many, few rows
  private static final int ROWS = 70;
  private static final StateShape OTHER = new StateShape(5, 7); // of layers 0 and 2

  @AutoClose private final Memory memory;
  private final Recurrences recurrences;
  private final Recurrences plain = new Reference().recurrences();

  RecurrencesEqualTest(Kernels kernels, WatchedArena.Around around) {
    this.recurrences = kernels.recurrences();
    this.memory = new Memory(around);
  }

  private interface Work {
    void run(Recurrences recurrences, Batch batch, Tensor y, int from, int to);
  }

  /**
   * An operation.
   *
   * @param items of a sequence
   * @param itemOfColumn the item of a sequence that makes a column of a result
   * @param itemOfState the item of a sequence that makes a value of a state
   */
  private record Operation(
      String name,
      StateShape state,
      int items,
      int columns,
      IntUnaryOperator itemOfColumn,
      IntUnaryOperator itemOfState,
      Work work) {}

  private void assertEqual(Numbers numbers, Operation operation) {
    List<KvShape> layers =
        List.of(KvShape.of(OTHER), KvShape.of(operation.state), KvShape.of(OTHER));
    Batch batch = new Batch();
    for (int s = 0; s < LENGTHS.length; s++) {
      batch.add(memory.cache(layers, GgmlType.F32, LENGTHS[s]), LENGTHS[s], 0);
      MemorySegment present = batch.cache(s).states().present();
      float[] values = numbers.take((int) (present.byteSize() / Float.BYTES), 50 + s);
      MemorySegment.copy(values, 0, present, ValueLayout.JAVA_FLOAT, 0, values.length);
    }
    Tensor y = memory.tensor(ROWS, operation.columns);
    int items = operation.items * LENGTHS.length;
    operation.work.run(plain, batch, y, 0, items);
    Trial trial =
        new Trial(
            operation.name + " of " + numbers,
            items,
            (from, to) -> operation.work.run(recurrences, batch, y, from, to));
    Cells results = Cells.floats(y.read());
    trial.writes(
        "result",
        results,
        bits(results),
        cell -> {
          int item = operation.itemOfColumn.applyAsInt(cell % operation.columns);
          return batch.sequence(cell / operation.columns) * operation.items + item;
        });
    for (int s = 0; s < LENGTHS.length; s++) {
      int first = s * operation.items;
      Cells next = Cells.floats(batch.cache(s).states().next());
      trial.writes(
          "state of " + s,
          next,
          bits(next),
          cell -> {
            int at = cell - OTHER.window() - OTHER.memory();
            return at >= 0 && at < operation.state.window() + operation.state.memory()
                ? first + operation.itemOfState.applyAsInt(at)
                : -1;
          });
      trial.reads(batch.cache(s).states().present());
    }
    Memory.fill(y.write());
    trial.run();
    for (int s = 0; s < LENGTHS.length; s++) {
      batch.cache(s).close();
    }
  }

  private static int[] bits(Cells cells) {
    int[] bits = new int[cells.count()];
    for (int cell = 0; cell < bits.length; cell++) {
      bits[cell] = cells.bits(cell);
    }
    return bits;
  }

  private Tensor tensor(Numbers numbers, int columns, int seed) {
    return memory.tensor(ROWS, columns, numbers.take(ROWS * columns, seed));
  }

  @ParameterizedTest
  @EnumSource
  void corrects(Numbers numbers) {
    for (int valueWidth : new int[] {1, 5, 16, 31, 64, 128, 150}) {
      corrects(numbers, new DeltaRule(LAYER, 4, 2, 7, valueWidth, DeltaRule.Sharing.RUNS, 1e-6f));
    }
    corrects(numbers, new DeltaRule(LAYER, 2, 1, 128, 128, DeltaRule.Sharing.ROUND, 1e-6f));
  }

  private void corrects(Numbers numbers, DeltaRule rule) {
    Tensor x = tensor(numbers, 2 * rule.keys() + rule.values(), 1);
    Tensor decays = tensor(numbers, rule.heads(), 2);
    Tensor shares = tensor(numbers, rule.heads(), 3);
    assertEqual(
        numbers,
        new Operation(
            rule.toString(),
            new StateShape(3, rule.memory()),
            rule.heads(),
            rule.values(),
            column -> column / rule.valueWidth(),
            at -> at < 3 ? Integer.MIN_VALUE : (at - 3) / (rule.memory() / rule.heads()),
            (all, batch, y, from, to) -> all.correct(rule, x, decays, shares, batch, y, from, to)));
  }

  @ParameterizedTest
  @EnumSource
  void scansHeads(Numbers numbers) {
    for (int width : new int[] {1, 5, 16, 31, 64, 150}) {
      scans(numbers, 4, width, 7, 2, 4);
    }
    scans(numbers, 2, 64, 128, 1, 2);
  }

  @ParameterizedTest
  @EnumSource
  void scansChannels(Numbers numbers) {
    for (int channels : new int[] {2, 16, 37, 64}) {
      scans(numbers, channels, 1, 5, 1, channels * 5);
    }
  }

  private void scans(Numbers numbers, int heads, int width, int depth, int groups, int paces) {
    Vector decays = memory.vector(numbers.take(paces, 4));
    Vector skips = memory.vector(numbers.take(heads, 5));
    SelectiveScan shape = new SelectiveScan(LAYER, heads, width, depth, groups, decays, skips);
    Tensor x = tensor(numbers, shape.width() + 2 * shape.keys(), 1);
    Tensor steps = tensor(numbers, heads, 2);
    int together = shape.isOfChannels() ? SelectiveScan.TOGETHER : 1; // heads of an item
    assertEqual(
        numbers,
        new Operation(
            shape.toString(),
            new StateShape(3, shape.memory()),
            shape.items(),
            shape.width(),
            column -> column / width / together,
            at -> at < 3 ? Integer.MIN_VALUE : (at - 3) / (depth * width) / together,
            (all, batch, y, from, to) -> all.scan(shape, x, steps, batch, y, from, to)));
  }
}
