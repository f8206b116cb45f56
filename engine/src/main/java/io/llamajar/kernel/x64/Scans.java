package io.llamajar.kernel.x64;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.llamajar.kernel.Exp;
import io.llamajar.kernel.SelectiveScan;
import io.llamajar.kernel.x64.ScanSteps.Argument;
import io.llamajar.kernel.x64.X64Recurrences.Scratch;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.States;
import io.llamajar.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Objects;

/** The selective scan: head by head in stripes, or some channels at a time. */
final class Scans {
  private final Isa isa;
  private final Map<Stripe.Width, Routine> heads;
  private final Map<Stripe.Width, Routine> channels;

  Scans(Isa isa) {
    this.isa = isa;
    String name = isa.label() + "-scan-";
    heads = Stripe.Width.routines(name + "heads", width -> ScanSteps.assemble(isa, width, false));
    channels =
        Stripe.Width.routines(name + "channels", width -> ScanSteps.assemble(isa, width, true));
  }

  /** What {@link io.llamajar.kernel.Recurrences#scan} is given. */
  record Operands(SelectiveScan shape, Tensor x, Tensor steps, Batch batch, Tensor y) {
    /** Some columns of a tensor, of all rows of a sequence. */
    private Region of(Tensor rows, int sequence, int column, int columns) {
      int first = batch.start(sequence);
      return Region.of(rows, first, batch.start(sequence + 1) - first, column, columns);
    }
  }

  /** An item of {@link io.llamajar.kernel.Recurrences#scan}. */
  void scan(Operands o, int sequence, int item, Scratch scratch) {
    if (o.shape.isOfChannels()) {
      scanChannels(o, sequence, item * SelectiveScan.TOGETHER, scratch.arguments);
    } else {
      scanHead(o, sequence, item, scratch);
    }
  }

  private void scanHead(Operands o, int sequence, int head, Scratch scratch) {
    SelectiveScan shape = o.shape;
    Arguments arguments = scratch.arguments;
    int width = shape.headWidth();
    setKeys(o, sequence, head / (shape.heads() / shape.groups()), arguments);
    arguments.set(Argument.PACES, paces(o, sequence, head, scratch));
    arguments.set(Argument.PACE_BYTES, ScanSteps.PACE_BYTES);
    arguments.setFloats(Argument.SKIPS, shape.skips().floats(), head, 1);
    long at = (long) head * shape.depth() * width;
    int columns;
    for (int column = 0; column < width; column += columns) {
      Stripe.Width taken = Stripe.Width.of(isa, width - column);
      columns = taken.columns(isa, width - column);
      setMemory(o, sequence, at + column, width, columns, arguments);
      setValues(o, sequence, head * width + column, columns, arguments);
      Objects.requireNonNull(heads.get(taken)).call(arguments);
    }
  }

  private void scanChannels(Operands o, int sequence, int first, Arguments arguments) {
    SelectiveScan shape = o.shape;
    int apart = SelectiveScan.apart(first, shape.heads());
    setKeys(o, sequence, 0, arguments);
    int columns;
    for (int channel = first; channel < first + apart; channel += columns) {
      int rest = first + apart - channel;
      Stripe.Width taken = Stripe.Width.of(isa, rest);
      columns = taken.columns(isa, rest);
      long at = SelectiveScan.channel(channel, shape.depth());
      setMemory(o, sequence, at, apart, columns, arguments);
      Region decays = new Region(shape.decays().floats(), at, shape.depth(), apart, columns);
      Region steps = o.of(o.steps, sequence, channel, columns);
      arguments.set(Argument.DECAYS, decays.address());
      arguments.set(Argument.PACES, steps.address());
      arguments.set(Argument.PACE_BYTES, steps.bytesApart());
      arguments.setFloats(Argument.SKIPS, shape.skips().floats(), channel, columns);
      setValues(o, sequence, channel, columns, arguments);
      Objects.requireNonNull(channels.get(taken)).call(arguments);
    }
  }

  /** Where the values of a group are written and read. */
  private static void setKeys(Operands o, int sequence, int group, Arguments arguments) {
    SelectiveScan shape = o.shape;
    int depth = shape.depth();
    int column = shape.width() + group * depth;
    Region writing = o.of(o.x, sequence, column, depth);
    Region reading = o.of(o.x, sequence, column + shape.keys(), depth);
    arguments.set(Argument.WRITING, writing.address());
    arguments.set(Argument.READING, reading.address());
    arguments.set(Argument.DEPTH_BYTES, (long) depth * Float.BYTES);
    arguments.set(Argument.TOKENS, writing.rows());
  }

  private static long paces(Operands o, int sequence, int head, Scratch scratch) {
    int first = o.batch.start(sequence);
    int tokens = o.batch.start(sequence + 1) - first;
    MemorySegment paces = scratch.paces.bytes((long) tokens * ScanSteps.PACE_BYTES);
    for (int i = 0; i < tokens; i++) {
      float step = o.steps.at(first + i, head);
      paces.setAtIndex(JAVA_FLOAT, 2L * i, Exp.exp(step * o.shape.decays().at(head)));
      paces.setAtIndex(JAVA_FLOAT, 2L * i + 1, step);
    }
    return paces.address();
  }

  private static void setMemory(
      Operands o, int sequence, long at, int apart, int columns, Arguments arguments) {
    States states = o.batch.cache(sequence).states();
    long first = states.memory(o.shape.layer()) + at;
    Region memory = new Region(states.next(), first, o.shape.depth(), apart, columns);
    arguments.set(Argument.FROM, memory.in(states.present()).address());
    arguments.set(Argument.TO, memory.address());
    arguments.set(Argument.ROW_BYTES, memory.bytesApart());
    arguments.set(Argument.COLUMNS, columns);
  }

  private static void setValues(
      Operands o, int sequence, int column, int columns, Arguments arguments) {
    Region values = o.of(o.x, sequence, column, columns);
    Region results = o.of(o.y, sequence, column, columns);
    arguments.set(Argument.VALUES, values.address());
    arguments.set(Argument.VALUE_BYTES, values.bytesApart());
    arguments.set(Argument.RESULTS, results.address());
    arguments.set(Argument.RESULT_BYTES, results.bytesApart());
  }
}
