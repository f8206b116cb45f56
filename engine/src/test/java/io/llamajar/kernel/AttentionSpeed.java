package io.llamajar.kernel;

import io.llamajar.gguf.GgmlType;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.List;

/** Says how fast one thread attends, for prompts and for generation, with every kernel. */
final class AttentionSpeed {
  private static final long TIME = 700_000_000; // nanoseconds of each measurement

  private AttentionSpeed() {}

  private record Setting(
      int length, int tokens, int heads, KvShape kv, GgmlType type, Scoring scoring) {
    Setting(int length, int tokens, int heads, KvShape kv, GgmlType type) {
      this(length, tokens, heads, kv, type, Scoring.by(0.1f));
    }

    /** Multiplications of queries with keys and of weights with values. */
    double products() {
      double seen = tokens * (length - (tokens - 1) / 2.0);
      return seen * heads * (kv.keyWidth() + kv.valueWidth());
    }

    String extras() {
      return (scoring.isCapped() ? ", capped" : "")
          + (scoring.slopes().isPresent() ? ", with slopes" : "");
    }

    /** Of all keys and values. */
    double bytes() {
      double values = (double) length * kv.heads() * (kv.keyWidth() + kv.valueWidth());
      return values * type.blockBytes() / type.blockValues();
    }
  }

  public static void main(String[] isas) {
    for (Kernels kernels : Dispatch.all()) {
      if (isas.length > 0 && !List.of(isas).contains(kernels.name())) {
        continue;
      }
      for (int width : new int[] {64, 128}) {
        KvShape kv = new KvShape(8, width, width);
        for (int tokens : new int[] {512, 4096}) {
          measure(kernels, new Setting(tokens, Math.min(tokens, 512), 32, kv, GgmlType.F16));
        }
        for (GgmlType type : List.of(GgmlType.F16, GgmlType.F32, GgmlType.Q8_0)) {
          measure(kernels, new Setting(8192, 1, 32, kv, type));
        }
        measure(kernels, new Setting(8192, 1, 8, kv, GgmlType.F16));
        Scoring plain = Scoring.by(0.1f);
        for (Scoring other : List.of(plain.withCap(50), plain.withSlopes(Alibi.slopes(32, 8)))) {
          measure(kernels, new Setting(512, 512, 32, kv, GgmlType.F16, other));
          measure(kernels, new Setting(8192, 1, 32, kv, GgmlType.F16, other));
        }
      }
    }
  }

  private static void measure(Kernels kernels, Setting s) {
    try (Arena arena = Arena.ofShared();
        KvCache cache = new KvCache(List.of(s.kv), s.type, s.length)) {
      cache.reserve(s.length);
      for (int position = 0; position < s.length; position++) {
        for (int head = 0; head < s.kv.heads(); head++) {
          int seed = position * s.kv.heads() + head;
          float[] values = Numbers.ORDINARY.take(s.kv.keyWidth(), seed % 64);
          Scene.write(cache, cache.key(0, head, position), values);
          Scene.write(cache, cache.value(0, head, position), values);
        }
      }
      cache.advance(s.length - s.tokens);
      Batch batch = new Batch();
      batch.add(cache, s.tokens, 0);
      Tensor x = new Tensor(arena, s.tokens, s.heads * s.kv.keyWidth());
      Tensor y = new Tensor(arena, s.tokens, s.heads * s.kv.valueWidth());
      AttentionShape shape = new AttentionShape(0, s.heads, Sight.CAUSAL, s.scoring);
      int items = batch.tiles() * s.kv.heads();
      long best = Long.MAX_VALUE;
      long begin = System.nanoTime();
      while (System.nanoTime() - begin < TIME) {
        long start = System.nanoTime();
        kernels.attend(shape, x, batch, y, 0, items);
        best = Math.min(best, System.nanoTime() - start);
      }
      System.out.printf(
          "%-10s %d heads %dx%d, %d of %d tokens, %s%s: %.1f GMAC/s, %.1f GB/s, %.3f ms%n",
          kernels.name(),
          s.heads,
          s.kv.heads(),
          s.kv.keyWidth(),
          s.tokens,
          s.length,
          s.type,
          s.extras(),
          s.products() / best,
          s.bytes() / best,
          best / 1e6);
    }
  }
}
