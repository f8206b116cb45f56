package io.llamajar.ops;

import io.llamajar.ops.ThreadTeam.Task;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Workspace;
import java.lang.foreign.MemorySegment;

/**
 * Moves values from tensor to tensor: parts of heads apart and together, and rows by head instead
 * of by token.
 *
 * <p>A run is what a head has in a row: a row is runs of one width, one after another.
 */
public final class Arranging {
  private final ThreadTeam team;
  private final Workspace workspace;
  private final Operands now = new Operands();
  private final Task part = this::copyParts;
  private final Task join = this::copyRuns;
  private final Task byHead = this::copyToHeads;
  private final Task byToken = this::copyToTokens;

  Arranging(ThreadTeam team, Workspace workspace) {
    this.team = team;
    this.workspace = workspace;
  }

  /** The operands of the present operation; there is one at a time. */
  @SuppressWarnings("NullAway.Init") // each operation sets the ones that its task reads
  private static final class Operands {
    Tensor x;
    Tensor z; // a second input
    Tensor y; // the result
    int run; // of x
    int from; // in a run
    int count; // of a run
    int heads;
  }

  /** Values {@code [from, from + count)} of each run: {@code [rows, runs * count]}. */
  public Tensor part(Tensor x, int run, int from, int count) {
    check(x.columns() % run == 0 && from >= 0 && count > 0 && from + count <= run, "part of runs");
    now.x = x;
    now.run = run;
    now.from = from;
    now.count = count;
    now.y = workspace.tensor(x.rows(), x.columns() / run * count);
    return run(part);
  }

  /**
   * Each run of {@code x} and behind it the one of {@code z} with the same index, or its only one:
   * {@code [rows, runs * (xRun + zRun)]}.
   */
  public Tensor join(Tensor x, int xRun, Tensor z, int zRun) {
    int runs = x.columns() / xRun;
    check(x.columns() % xRun == 0 && x.rows() == z.rows(), "runs to join");
    check(z.columns() == runs * zRun || z.columns() == zRun, "runs to join with");
    now.x = x;
    now.run = xRun;
    now.z = z;
    now.count = zRun;
    now.y = workspace.tensor(x.rows(), runs * (xRun + zRun));
    return run(join);
  }

  /** {@code [tokens, heads * width]} as {@code [heads * tokens, width]}. */
  public Tensor byHead(Tensor x, int heads) {
    check(x.columns() % heads == 0, "heads");
    now.x = x;
    now.heads = heads;
    now.y = workspace.tensor(heads * x.rows(), x.columns() / heads);
    return run(byHead);
  }

  /** {@code [heads * tokens, width]} as {@code [tokens, heads * width]}. */
  public Tensor byToken(Tensor x, int heads) {
    check(x.rows() % heads == 0, "heads");
    now.x = x;
    now.heads = heads;
    now.y = workspace.tensor(x.rows() / heads, heads * x.columns());
    return run(byToken);
  }

  private Tensor run(Task task) {
    team.run(task, now.y.rows(), now.y.columns());
    return now.y;
  }

  private void copyParts(int from, int to) {
    int runs = now.x.columns() / now.run;
    for (int row = from; row < to; row++) {
      for (int r = 0; r < runs; r++) {
        long source = (long) row * now.x.columns() + (long) r * now.run + now.from;
        copy(now.x, source, (long) row * now.y.columns() + (long) r * now.count, now.count);
      }
    }
  }

  private void copyRuns(int from, int to) {
    int runs = now.x.columns() / now.run;
    int width = now.run + now.count;
    int step = now.z.columns() == now.count ? 0 : now.count;
    for (int row = from; row < to; row++) {
      for (int r = 0; r < runs; r++) {
        long target = (long) row * now.y.columns() + (long) r * width;
        copy(now.x, (long) row * now.x.columns() + (long) r * now.run, target, now.run);
        long source = (long) row * now.z.columns() + (long) r * step;
        copy(now.z, source, target + now.run, now.count);
      }
    }
  }

  private void copyToHeads(int from, int to) {
    int width = now.y.columns();
    int tokens = now.x.rows();
    for (int row = from; row < to; row++) {
      long source = (long) (row % tokens) * now.x.columns() + (long) (row / tokens) * width;
      copy(now.x, source, (long) row * width, width);
    }
  }

  private void copyToTokens(int from, int to) {
    int width = now.x.columns();
    int tokens = now.y.rows();
    for (int row = from; row < to; row++) {
      for (int head = 0; head < now.heads; head++) {
        long target = (long) row * now.y.columns() + (long) head * width;
        copy(now.x, ((long) head * tokens + row) * width, target, width);
      }
    }
  }

  private void copy(Tensor x, long from, long to, int count) {
    long bytes = (long) count * Float.BYTES;
    MemorySegment.copy(x.read(), from * Float.BYTES, now.y.write(), to * Float.BYTES, bytes);
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException("values that cannot be arranged: " + what);
    }
  }
}
