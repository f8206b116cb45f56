package io.llamajar.ops;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.llamajar.gguf.GgmlType;
import io.llamajar.kernel.AttentionShape;
import io.llamajar.kernel.Dispatch;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;
import io.llamajar.tensor.Workspace;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class OpsTest {
  @AutoClose private final ThreadTeam team = new ThreadTeam(2);
  @AutoClose private final Workspace workspace = new Workspace();
  @AutoClose private final Arena arena = Arena.ofShared();
  private final Ops ops = new Ops(Dispatch.best(), team, workspace);

  private Tensor tensor(int rows, int columns, IntToDoubleFunction value) {
    Tensor x = new Tensor(arena, rows, columns);
    for (int i = 0; i < rows * columns; i++) {
      x.write().setAtIndex(JAVA_FLOAT, i, (float) value.applyAsDouble(i));
    }
    return x;
  }

  @Test
  void layerNormGivesRunsOfMeanZeroAndDeviationOneTimesTheGain() {
    int n = 200;
    Tensor x = tensor(3, n, i -> 5 + Math.sin(i) * (1 + i / n));
    MemorySegment twos = tensor(1, n, _ -> 2).read();
    Tensor y = ops.normalizeLayer(x, new Vector(twos, n), 1e-6f);
    for (int row = 0; row < 3; row++) {
      double sum = 0;
      double squares = 0;
      for (int k = 0; k < n; k++) {
        sum += y.at(row, k);
        squares += (double) y.at(row, k) * y.at(row, k);
      }
      assertThat(sum / n).isCloseTo(0, within(1e-5));
      assertThat(squares / n).isCloseTo(4, within(1e-4));
    }
  }

  @Test
  void aSoftCapIsTheHyperbolicTangent() {
    Tensor x = tensor(2, 101, i -> i - 100);
    ops.cap(x, 30);
    for (int i = 0; i < 2 * 101; i++) {
      double expected = 30 * Math.tanh((i - 100) / 30.0);
      assertThat((double) x.at(i / 101, i % 101)).isCloseTo(expected, within(1e-5));
    }
  }

  @Test
  void attentionOfOneHeadIsTheSameForAnyNumberOfThreads() {
    try (ThreadTeam single = new ThreadTeam(1)) {
      float[] alone = attended(new Ops(Dispatch.best(), single, workspace));
      assertThat(attended(ops)).isEqualTo(alone); // shares the pages of its positions
    }
  }

  /** What 4 query heads of the last of 300 positions see, all by one key-value head. */
  private float[] attended(Ops ops) {
    KvShape kv = new KvShape(1, 32, 32);
    try (KvCache cache = new KvCache(List.of(kv), GgmlType.F16, 300)) {
      for (int length : new int[] {299, 1}) {
        Batch batch = new Batch();
        batch.add(cache, length, 0);
        Tensor keys = tensor(length, 32, i -> Math.sin(i * 0.7));
        ops.store(keys, tensor(length, 32, Math::cos), batch, 0);
        Tensor queries = tensor(length, 4 * 32, i -> Math.sin(i * 0.3));
        Tensor y = ops.attend(new AttentionShape(0, 4, 0.3f, 290), queries, batch);
        batch.advance();
        if (length == 1) {
          return y.read().asSlice(0, 4 * 32 * Float.BYTES).toArray(JAVA_FLOAT);
        }
      }
    }
    throw new AssertionError();
  }
}
