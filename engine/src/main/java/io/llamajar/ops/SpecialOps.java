package io.llamajar.ops;

import io.llamajar.kernel.Specials;
import io.llamajar.kernel.Xielu;
import io.llamajar.ops.ThreadTeam.Task;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;

/** Operations that only a model or two need, all in place. */
public final class SpecialOps {
  private final ThreadTeam team;
  private final Operands now = new Operands();
  private final Task mixStreams;
  private final Task addToStreams;
  private final Task matchLength;
  private final Task sparsify;
  private final Task scaleColumns;
  private final Task clamp;
  private final Task activate;

  SpecialOps(Specials kernels, ThreadTeam team) {
    this.team = team;
    mixStreams = (from, to) -> kernels.mixStreams(now.x, now.weights, from, to);
    addToStreams = (from, to) -> kernels.addToStreams(now.x, now.z, now.weights, from, to);
    matchLength = (from, to) -> kernels.matchLength(now.x, now.z, from, to);
    sparsify = (from, to) -> kernels.sparsify(now.x, now.number, from, to);
    scaleColumns = (from, to) -> kernels.scaleColumns(now.x, now.vector, from, to);
    clamp = (from, to) -> kernels.clamp(now.x, now.number, from, to);
    activate = (from, to) -> kernels.activate(now.function, now.x, from, to);
  }

  /** The operands of the present operation; there is one at a time. */
  @SuppressWarnings("NullAway.Init") // each operation sets the ones that its task reads
  private static final class Operands {
    Tensor x;
    Tensor z; // a second input
    Tensor weights;
    Vector vector;
    float number;
    Xielu function;
  }

  /**
   * Adds to each stream of {@code x}, {@code [rows, streams * width]}, a mixture of all by {@code
   * weights}, {@code [rows, streams * streams]}.
   */
  public void mixStreams(Tensor x, Tensor weights) {
    int streams = (int) Math.sqrt(weights.columns());
    Ops.check(streams * streams == weights.columns() && x.columns() % streams == 0, "streams");
    Ops.check(x.rows() == weights.rows(), "weights of streams");
    now.x = x;
    now.weights = weights;
    run(mixStreams, streams);
  }

  /**
   * Adds {@code delta}, {@code [rows, width]}, to each stream of {@code x}, {@code [rows, streams *
   * width]}, by {@code weights}, {@code [rows, streams]}.
   */
  public void addToStreams(Tensor x, Tensor delta, Tensor weights) {
    Ops.check(x.columns() == weights.columns() * delta.columns(), "streams");
    Ops.check(x.rows() == weights.rows() && x.rows() == delta.rows(), "rows of streams");
    now.x = x;
    now.z = delta;
    now.weights = weights;
    run(addToStreams, 1);
  }

  /** Makes each row as long as that of another tensor, by the root of the sum of its squares. */
  public void matchLength(Tensor x, Tensor model) {
    Ops.check(x.rows() == model.rows() && x.columns() == model.columns(), "lengths");
    now.x = x;
    now.z = model;
    run(matchLength, 1);
  }

  /** Leaves of each row what lies above its mean by so many standard deviations. */
  public void sparsify(Tensor x, float deviations) {
    Ops.check(x.columns() > 1, "deviations");
    now.x = x;
    now.number = deviations;
    run(sparsify, 1);
  }

  /** Multiplies each row with factors of columns. */
  public void scaleColumns(Tensor x, Vector factors) {
    Ops.check(x.columns() == factors.size(), "factors of columns");
    now.x = x;
    now.vector = factors;
    run(scaleColumns, 1);
  }

  /** Keeps values between {@code -limit} and {@code limit}. */
  public void clamp(Tensor x, float limit) {
    now.x = x;
    now.number = limit;
    run(clamp, 1);
  }

  /** Activates by xIELU. */
  public void activate(Xielu function, Tensor x) {
    now.function = function;
    now.x = x;
    run(activate, 1);
  }

  private void run(Task task, int cost) {
    team.run(task, now.x.rows(), (long) cost * now.x.columns());
  }
}
