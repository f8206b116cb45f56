package io.llamajar.ops;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.llamajar.kernel.Kernels;
import io.llamajar.kernel.Product;
import io.llamajar.ops.LowRank.Pair;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Weights;
import io.llamajar.tensor.Workspace;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Computes low-rank changes beside the products that a job has computed. */
final class LowRankProducts {
  /** A change to one product, half done. */
  private record Begun(Product product, Pair pair, Tensor narrow, float factor) {}

  private final Kernels kernels;
  private final ThreadTeam team;
  private final Workspace workspace;
  private final Ops ops;
  private final Products stage = new Products();
  private List<LowRank.Scaled> changes = List.of();

  LowRankProducts(Kernels kernels, ThreadTeam team, Workspace workspace, Ops ops) {
    this.kernels = kernels;
    this.team = team;
    this.workspace = workspace;
    this.ops = ops;
  }

  /** What is computed from now on. */
  void use(List<LowRank.Scaled> newChanges) {
    changes = newChanges;
  }

  /** Adds the changes to rows that were taken from a table: {@code [count, table.columns]}. */
  void addTo(Tensor rows, Weights table, int[] taken) {
    for (LowRank.Scaled scaled : changes) {
      scaled
          .changes()
          .ofTable(table)
          .ifPresent(pair -> {
            Tensor narrow = ops.embed(pair.down(), taken, rows.rows());
            Tensor wide = ops.multiply(pair.up(), narrow);
            add(rows, 0, wide, scaled.factor() * pair.factor());
          });
    }
  }

  /** Adds the changes to the results of products. */
  void addTo(Products products) {
    if (changes.isEmpty()) {
      return;
    }
    stage.clear();
    List<Begun> begun = new ArrayList<>();
    for (LowRank.Scaled scaled : changes) {
      for (int i = 0; i < products.count(); i++) {
        begin(products.get(i), scaled).ifPresent(begun::add);
      }
    }
    if (begun.isEmpty()) {
      return;
    }
    run();
    List<Tensor> results = new ArrayList<>();
    for (Begun each : begun) {
      Tensor wide = workspace.tensor(each.product.rows(), each.pair.up().rows());
      ops.quantize(each.narrow, each.pair.up());
      stage.add(each.pair.up(), each.narrow, wide);
      results.add(wide);
    }
    run();
    for (int i = 0; i < results.size(); i++) {
      Begun each = begun.get(i);
      add(each.product.y(), each.product.yRow(), results.get(i), each.factor);
    }
  }

  private Optional<Begun> begin(Product product, LowRank.Scaled scaled) {
    return scaled
        .changes()
        .of(product.weights())
        .map(pair -> {
          Tensor narrow = workspace.tensor(product.rows(), pair.down().rows());
          ops.quantize(product.x(), pair.down());
          stage.add(pair.down(), product.x(), narrow).rows(product.xRow(), 0, product.rows());
          return new Begun(product, pair, narrow, scaled.factor() * pair.factor());
        });
  }

  private void run() {
    int items = stage.items();
    team.run((from, to) -> stage.multiply(kernels, from, to), items, stage.cost() / items);
    stage.clear();
  }

  /** Adds a change, so many times, to rows of {@code x} from a first one on. */
  private static void add(Tensor x, int row, Tensor change, float factor) {
    MemorySegment y = x.write();
    MemorySegment d = change.read();
    long first = (long) row * change.columns();
    long count = (long) change.rows() * change.columns();
    for (long i = 0; i < count; i++) {
      float sum = y.getAtIndex(JAVA_FLOAT, first + i) + factor * d.getAtIndex(JAVA_FLOAT, i);
      y.setAtIndex(JAVA_FLOAT, first + i, sum);
    }
  }
}
