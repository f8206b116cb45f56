package io.llamajar.ops;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.llamajar.kernel.Kernels;
import io.llamajar.kernel.Product;
import io.llamajar.ops.LowRank.Pair;
import io.llamajar.tensor.Tensor;
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
  private final List<Begun> begun = new ArrayList<>();
  private final List<Tensor> results = new ArrayList<>();
  private List<LowRank> changes = List.of();
  private List<Float> factors = List.of();

  LowRankProducts(Kernels kernels, ThreadTeam team, Workspace workspace, Ops ops) {
    this.kernels = kernels;
    this.team = team;
    this.workspace = workspace;
    this.ops = ops;
  }

  /** What is computed from now on. */
  void use(List<LowRank> newChanges, List<Float> newFactors) {
    changes = newChanges;
    factors = newFactors;
  }

  /** Adds the changes to the results of products. */
  void addTo(Products products) {
    for (int c = 0; c < changes.size(); c++) {
      for (int i = 0; i < products.count(); i++) {
        begin(products.get(i), changes.get(c), factors.get(c));
      }
    }
    if (begun.isEmpty()) {
      return;
    }
    run();
    for (Begun each : begun) {
      Tensor wide = workspace.tensor(each.product.rows(), each.pair.up().rows());
      ops.quantize(each.narrow, each.pair.up());
      stage.add(each.pair.up(), each.narrow, wide);
      results.add(wide);
    }
    run();
    for (int i = 0; i < begun.size(); i++) {
      add(begun.get(i), results.get(i));
    }
    begun.clear();
    results.clear();
  }

  private void begin(Product product, LowRank change, float factor) {
    Optional<Pair> pair = change.of(product.weights());
    if (pair.isPresent()) {
      Tensor narrow = workspace.tensor(product.rows(), pair.get().down().rows());
      ops.quantize(product.x(), pair.get().down());
      stage.add(pair.get().down(), product.x(), narrow).rows(product.xRow(), 0, product.rows());
      begun.add(new Begun(product, pair.get(), narrow, factor * pair.get().factor()));
    }
  }

  private void run() {
    int items = stage.items();
    team.run((from, to) -> stage.multiply(kernels, from, to), items, stage.cost() / items);
    stage.clear();
  }

  private static void add(Begun each, Tensor change) {
    MemorySegment y = each.product.y().write();
    MemorySegment d = change.read();
    long first = (long) each.product.yRow() * change.columns();
    long count = (long) change.rows() * change.columns();
    for (long i = 0; i < count; i++) {
      float sum = y.getAtIndex(JAVA_FLOAT, first + i) + each.factor * d.getAtIndex(JAVA_FLOAT, i);
      y.setAtIndex(JAVA_FLOAT, first + i, sum);
    }
  }
}
