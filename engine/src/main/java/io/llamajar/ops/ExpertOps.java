package io.llamajar.ops;

import io.llamajar.kernel.Kernels;
import io.llamajar.kernel.Routing;
import io.llamajar.kernel.Selection;
import io.llamajar.ops.ThreadTeam.Task;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;
import io.llamajar.tensor.Weights;
import io.llamajar.tensor.Workspace;
import java.util.List;

/**
 * The operations of mixtures of experts: a choice of experts for each token, which holds until the
 * next, and what is done with rows that are grouped by it.
 */
public final class ExpertOps {
  private final Kernels kernels;
  private final ThreadTeam team;
  private final Workspace workspace;
  private final Ops ops;
  private final Selection selection = new Selection();
  private final Operands now = new Operands();
  private final Task route;
  private final Task gather;
  private final Task gatherWeighed;
  private final Task combine;
  private final Task addBiases;

  ExpertOps(Kernels kernels, ThreadTeam team, Workspace workspace, Ops ops) {
    this.kernels = kernels;
    this.team = team;
    this.workspace = workspace;
    this.ops = ops;
    route = (from, to) -> kernels.route(now.routing, now.x, selection, from, to);
    gather = this::gatherRows;
    gatherWeighed = this::gatherWeighedRows;
    combine = (from, to) -> kernels.combine(now.routing, now.x, selection, now.y, from, to);
    addBiases = this::addBiasesOfRows;
  }

  /** The operands of the present operation; there is one at a time. */
  @SuppressWarnings("NullAway.Init") // each operation sets the ones that its task reads
  private static final class Operands {
    Routing routing;
    Tensor x;
    Tensor y; // the result
    List<Vector> vectors; // of experts
  }

  /**
   * Chooses experts by the router's logits, {@code [tokens, experts]}, until the next call, and
   * groups what they are to do.
   */
  public void route(Routing routing, Tensor logits) {
    Ops.check(
        logits.columns() == routing.experts() && routing.used() <= routing.experts(), "router");
    selection.reserve(logits.rows() * routing.used());
    now.routing = routing;
    now.x = logits;
    run(route, logits);
    selection.group(logits.rows() * routing.used(), routing.experts());
  }

  /**
   * The row of {@code x} that each entry's expert is to see, grouped by expert: {@code [tokens *
   * used, columns]}. Of one token it is {@code x} itself: all its experts see the same row.
   */
  public Tensor gather(Tensor x, Routing routing) {
    if (x.rows() == 1) {
      return x;
    }
    Tensor y = workspace.tensor(x.rows() * routing.used(), x.columns());
    now.routing = routing;
    now.x = x;
    now.y = y;
    run(gather, y);
    return y;
  }

  /** The same, each row times the entry's weight, which is 1 from then on. */
  public Tensor gatherWeighed(Tensor x, Routing routing) {
    Tensor y = workspace.tensor(x.rows() * routing.used(), x.columns());
    now.routing = routing;
    now.x = x;
    now.y = y;
    run(gatherWeighed, y);
    selection.equalize(y.rows());
    return y;
  }

  private void gatherWeighedRows(int from, int to) {
    gatherRows(from, to);
    for (int row = from; row < to; row++) {
      kernels.scale(now.y, selection.weight(selection.entry(row)), row, row + 1);
    }
  }

  private void gatherRows(int from, int to) {
    for (int row = from; row < to; row++) {
      Ops.copyRow(now.x, selection.entry(row) / now.routing.used(), now.y, row);
    }
  }

  /** Adds to each row its expert's bias, in place; rows are grouped by expert. */
  public void addBiases(Tensor x, List<Vector> biases) {
    for (int e = 0; e < biases.size(); e++) {
      Ops.check(x.columns() == biases.get(e).size(), "biases of experts");
    }
    now.x = x;
    now.vectors = biases;
    run(addBiases, x);
  }

  /**
   * The sum of each token's results, grouped by expert, by their weights: {@code [tokens, width]}.
   */
  public Tensor combine(Tensor results, Routing routing) {
    Tensor y = workspace.tensor(results.rows() / routing.used(), results.columns());
    now.routing = routing;
    now.x = results;
    now.y = y;
    team.run(combine, y.rows(), (long) routing.used() * y.columns());
    return y;
  }

  /**
   * The product of each expert's weights with its rows, once {@link Ops#multiplyAll} was called.
   *
   * @param experts weights of one shape, for each of the routing's experts
   * @param x what {@link #gather} gave, or as many rows as there are entries
   * @return a row for each entry, grouped by expert: {@code [tokens * used, w.rows]}
   */
  public Tensor plan(List<Weights> experts, Tensor x) {
    Weights first = experts.getFirst();
    int entries = selection.start(experts.size());
    Ops.check(
        x.columns() == first.columns() && (x.rows() == entries || x.rows() == 1), first.name());
    ops.quantize(x, first);
    Tensor y = workspace.tensor(entries, first.rows());
    for (int e = 0; e < experts.size(); e++) {
      int row = selection.start(e);
      int rows = selection.start(e + 1) - row;
      if (rows > 0) {
        // One row that several experts see is one token's: none of them sees it twice.
        ops.add(experts.get(e), x, y).rows(x.rows() == 1 ? 0 : row, row, rows);
      }
    }
    return y;
  }

  private void addBiasesOfRows(int from, int to) {
    for (int row = from; row < to; row++) {
      int expert = selection.expert(selection.entry(row));
      kernels.addBias(now.x, now.vectors.get(expert), row, row + 1);
    }
  }

  private void run(Task task, Tensor rows) {
    team.run(task, rows.rows(), rows.columns());
  }
}
