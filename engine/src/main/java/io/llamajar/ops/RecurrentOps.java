package io.llamajar.ops;

import io.llamajar.kernel.Convolution;
import io.llamajar.kernel.DeltaRule;
import io.llamajar.kernel.Kernels;
import io.llamajar.kernel.Recurrences;
import io.llamajar.kernel.SelectiveScan;
import io.llamajar.ops.ThreadTeam.Task;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.StateShape;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Workspace;

/**
 * What layers that keep a state are written in.
 *
 * <p>The rows of a sequence depend on each other, so that what is split over the team are its
 * channels or heads.
 */
public final class RecurrentOps {
  private final ThreadTeam team;
  private final Workspace workspace;
  private final Operands now = new Operands();

  // Made once and reading their operands from "now", so that an operation allocates nothing.
  private final Task convolve;
  private final Task scan;
  private final Task correct;
  private final Task softplus;
  private final Task multiply;

  RecurrentOps(Kernels kernels, ThreadTeam team, Workspace workspace) {
    this.team = team;
    this.workspace = workspace;
    Recurrences all = kernels.recurrences();
    convolve = (from, to) -> all.convolve(now.convolution, now.x, now.batch, now.y, from, to);
    scan = (from, to) -> all.scan(now.scan, now.x, now.z, now.batch, now.y, from, to);
    correct =
        (from, to) -> all.correct(now.rule, now.x, now.z, now.shares, now.batch, now.y, from, to);
    softplus = (from, to) -> all.softplus(now.x, from, to);
    multiply = (from, to) -> all.multiply(now.x, now.z, from, to);
  }

  /** The operands of the present operation; there is one at a time. */
  @SuppressWarnings("NullAway.Init") // each operation sets the ones that its task reads
  private static final class Operands {
    Convolution convolution;
    SelectiveScan scan;
    DeltaRule rule;
    Batch batch;
    Tensor x;
    Tensor y; // the result
    Tensor z; // a second input
    Tensor shares;
  }

  /** Convolves each channel with its values at the last positions: {@code [rows, channels]}. */
  public Tensor convolve(Convolution convolution, Tensor x, Batch batch) {
    Ops.check(x.columns() == convolution.channels(), "channels");
    checkState(x, batch, convolution.layer(), convolution.window(), 0);
    now.convolution = convolution;
    begin(x, batch, x.columns());
    team.run(
        convolve,
        batch.sequences() * x.columns(),
        (long) batch.rows() * convolution.size() / batch.sequences());
    return now.y;
  }

  /**
   * Scans selectively: {@code [rows, width]}.
   *
   * @param x values, where they are written, where they are read: {@code [rows, width + 2 * keys]}
   * @param steps how far each head goes on in time: {@code [rows, heads]}
   */
  public Tensor scan(SelectiveScan shape, Tensor x, Tensor steps, Batch batch) {
    Ops.check(x.columns() == shape.width() + 2 * shape.keys(), "values to scan");
    checkSame(x, steps, shape.heads());
    checkState(x, batch, shape.layer(), 0, shape.memory());
    now.scan = shape;
    now.z = steps;
    begin(x, batch, shape.width());
    runItems(scan, shape.items(), shape.memory());
    return now.y;
  }

  /**
   * Corrects matrices by the delta rule, and reads from them: {@code [rows, values]}.
   *
   * @param x queries, keys, values: {@code [rows, 2 * keys + values]}
   * @param decays the logarithm of what stays of each head: {@code [rows, heads]}; or of each value
   *     of its keys: {@code [rows, heads * keyWidth]}
   * @param shares the part of the difference that each head corrects: {@code [rows, heads]}
   */
  public Tensor correct(DeltaRule rule, Tensor x, Tensor decays, Tensor shares, Batch batch) {
    Ops.check(x.columns() == 2 * rule.keys() + rule.values(), "queries, keys and values");
    boolean each = decays.columns() != rule.heads();
    checkSame(x, decays, each ? rule.heads() * rule.keyWidth() : rule.heads());
    checkSame(x, shares, rule.heads());
    checkState(x, batch, rule.layer(), 0, rule.memory());
    now.rule = rule;
    now.z = decays;
    now.shares = shares;
    begin(x, batch, rule.values());
    runItems(correct, rule.heads(), rule.memory());
    return now.y;
  }

  private void begin(Tensor x, Batch batch, int columns) {
    now.x = x;
    now.batch = batch;
    now.y = workspace.tensor(x.rows(), columns);
  }

  private void runItems(Task task, int items, int memory) {
    int sequences = now.batch.sequences();
    long cost = (long) now.batch.rows() * memory / items;
    team.run(task, sequences * items, cost / sequences);
  }

  /** A smooth kind of {@code max(x, 0)}, in place. */
  public void softplus(Tensor x) {
    now.x = x;
    team.run(softplus, x.rows(), x.columns());
  }

  /** Multiplies each value with another, in place. */
  public void multiply(Tensor x, Tensor factors) {
    checkSame(x, factors, x.columns());
    now.x = x;
    now.z = factors;
    team.run(multiply, x.rows(), x.columns());
  }

  private static void checkState(Tensor x, Batch batch, int layer, int window, int memory) {
    StateShape state = batch.shape(layer).state();
    Ops.check(window == 0 || window == state.window(), "window");
    Ops.check(memory == 0 || memory == state.memory(), "memory");
    Ops.check(x.rows() == batch.rows() && batch.hasRoom(), "room in the caches");
  }

  private static void checkSame(Tensor x, Tensor other, int columns) {
    Ops.check(other.rows() == x.rows() && other.columns() == columns, "shapes differ");
  }
}
