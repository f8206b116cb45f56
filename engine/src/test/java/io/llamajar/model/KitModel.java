package io.llamajar.model;

import io.llamajar.gguf.GgmlType;
import io.llamajar.gguf.Gguf;
import io.llamajar.gguf.GgufSource;
import io.llamajar.kernel.Dispatch;
import io.llamajar.kernel.Kernels;
import io.llamajar.ops.Ops;
import io.llamajar.ops.ThreadTeam;
import io.llamajar.quant.Quants;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Workspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** A model of the kit that is run without anything around it. */
record KitModel(
    Gguf gguf,
    Decoder decoder,
    Kernels kernels,
    ThreadTeam team,
    Workspace workspace,
    GgmlType type)
    implements AutoCloseable {

  KitModel(Path file, int threads) {
    this(file, threads, GgmlType.F16);
  }

  KitModel(Path file, int threads, GgmlType type) {
    this(file, Dispatch.best(), threads, type);
  }

  KitModel(Path file, Kernels kernels, int threads, GgmlType type) {
    Gguf gguf = Gguf.open(GgufSource.of(file));
    this(
        gguf,
        (Decoder) Architectures.load(gguf, 0),
        kernels,
        new ThreadTeam(threads),
        new Workspace(),
        type);
  }

  /** Whether it generates text, and all its types are in our tables. */
  static boolean isSupported(Path file) {
    try (Gguf gguf = Gguf.open(GgufSource.of(file))) {
      return Architectures.names().contains(gguf.metadata().text("general.architecture"))
          && gguf.tensors().stream().allMatch(t -> Quants.find(t.type()).isPresent())
          && Architectures.load(gguf, 0) instanceof Decoder;
    }
  }

  /** Whether its keys and values can be kept in blocks of 32. */
  static boolean hasHeadsInBlocks(Path file) {
    try (Gguf gguf = Gguf.open(GgufSource.of(file))) {
      return Architectures.load(gguf, 0).cacheShapes().stream()
          .allMatch(kv -> kv.keyWidth() % 32 == 0 && kv.valueWidth() % 32 == 0);
    }
  }

  /** The logits after each token, read in batches of at most {@code batch}. */
  List<float[]> logits(int[] tokens, int batch) {
    try (KvCache cache = new KvCache(decoder.cacheShapes(), type, tokens.length)) {
      List<float[]> rows = new ArrayList<>();
      for (int from = 0; from < tokens.length; from += batch) {
        int[] part = Arrays.copyOfRange(tokens, from, Math.min(from + batch, tokens.length));
        rows.addAll(read(part, cache, part.length));
      }
      return rows;
    }
  }

  /** The tokens with the largest logits that follow a prompt. */
  int[] greedy(int[] prompt, int count) {
    try (KvCache cache = new KvCache(decoder.cacheShapes(), type, prompt.length + count)) {
      int[] generated = new int[count];
      int[] tokens = prompt;
      for (int i = 0; i < count; i++) {
        generated[i] = argmax(read(tokens, cache, 1).getFirst());
        tokens = new int[] {generated[i]};
      }
      return generated;
    }
  }

  /** The logits after each token of several sequences, whose parts are read together. */
  List<List<float[]>> logits(List<int[]> sequences, int batch) {
    List<List<float[]>> all = new ArrayList<>();
    List<KvCache> caches = new ArrayList<>();
    for (int[] sequence : sequences) {
      all.add(new ArrayList<>());
      caches.add(new KvCache(decoder.cacheShapes(), type, sequence.length));
    }
    int longest = sequences.stream().mapToInt(tokens -> tokens.length).max().orElse(0);
    for (int from = 0; from < longest; from += batch) {
      Batch rows = new Batch();
      List<List<float[]>> owners = new ArrayList<>();
      int[] tokens = {};
      for (int s = 0; s < sequences.size(); s++) {
        int count = Math.min(batch, sequences.get(s).length - from);
        if (count > 0) {
          tokens = Arrays.copyOf(tokens, rows.rows() + count);
          System.arraycopy(sequences.get(s), from, tokens, rows.rows(), count);
          rows.add(caches.get(s), count, count);
          owners.addAll(Collections.nCopies(count, all.get(s)));
        }
      }
      List<float[]> logits = read(tokens, rows);
      for (int row = 0; row < logits.size(); row++) {
        owners.get(row).add(logits.get(row));
      }
    }
    caches.forEach(KvCache::close);
    return all;
  }

  private List<float[]> read(int[] tokens, KvCache cache, int outputs) {
    Batch batch = new Batch();
    batch.add(cache, tokens.length, outputs);
    return read(tokens, batch);
  }

  private List<float[]> read(int[] tokens, Batch batch) {
    Ops ops = new Ops(kernels, team, workspace);
    Tensor logits = decoder.forward(ops, tokens, batch);
    batch.advance();
    List<float[]> rows = new ArrayList<>();
    for (int t = 0; t < batch.outputs(); t++) {
      float[] row = new float[logits.columns()];
      for (int i = 0; i < row.length; i++) {
        row[i] = logits.at(t, i);
      }
      rows.add(row);
    }
    ops.reset();
    return rows;
  }

  private static int argmax(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }

  @Override
  public void close() {
    workspace.close();
    team.close();
    gguf.close();
  }
}
