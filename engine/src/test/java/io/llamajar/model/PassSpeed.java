package io.llamajar.model;

import io.llamajar.gguf.GgmlType;
import io.llamajar.gguf.Gguf;
import io.llamajar.gguf.GgufSource;
import io.llamajar.kernel.Dispatch;
import io.llamajar.ops.Cores;
import io.llamajar.ops.Ops;
import io.llamajar.ops.ThreadTeam;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.Workspace;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Prints what a pass of 1, 2, 3 ... tokens of one text costs, all logits included: what a draft of
 * so many tokens less one must earn.
 */
final class PassSpeed {
  private static final int MOST = 17;
  private static final int DEPTH = 128; // tokens before
  private static final int ROUNDS = 12;

  private PassSpeed() {}

  /** Measures the model in a file, whose name is the only argument. */
  public static void main(String[] arguments) {
    try (Gguf gguf = Gguf.open(GgufSource.of(Path.of(arguments[0])));
        ThreadTeam team = new ThreadTeam(Cores.count());
        Workspace workspace = new Workspace()) {
      Decoder decoder = (Decoder) Architectures.load(gguf, 0);
      Ops ops = new Ops(Dispatch.best(), team, workspace);
      double[][] seconds = new double[MOST + 1][ROUNDS];
      try (KvCache cache = new KvCache(decoder.cacheShapes(), GgmlType.F16, Integer.MAX_VALUE)) {
        read(decoder, ops, cache, DEPTH);
        for (int round = 0; round < ROUNDS; round++) { // in turns: others may use the machine too
          for (int rows = 1; rows <= MOST; rows++) {
            seconds[rows][round] = read(decoder, ops, cache, rows);
          }
        }
      }
      for (int rows = 1; rows <= MOST; rows++) {
        Arrays.sort(seconds[rows]);
        double least = seconds[rows][0];
        double median = seconds[rows][ROUNDS / 2];
        System.out.printf(
            "%2d tokens: %7.2f ms (median %7.2f), %.2f times one%n",
            rows, least * 1e3, median * 1e3, least / seconds[1][0]);
      }
    }
  }

  private static double read(Decoder decoder, Ops ops, KvCache cache, int rows) {
    Batch batch = new Batch();
    batch.add(cache, rows, rows);
    long begun = System.nanoTime();
    decoder.forward(ops, new int[rows], batch);
    double seconds = (System.nanoTime() - begun) / 1e9;
    batch.advance();
    ops.reset();
    return seconds;
  }
}
