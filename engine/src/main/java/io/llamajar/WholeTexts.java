package io.llamajar;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.llamajar.gguf.GgmlType;
import io.llamajar.model.Encoder;
import io.llamajar.model.Network;
import io.llamajar.model.Summary;
import io.llamajar.ops.LowRank;
import io.llamajar.ops.Ops;
import io.llamajar.scheduler.Job;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.KvPool;
import io.llamajar.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;

/**
 * Reads texts from beginning to end, several in a pass where they are short, and sums up what a
 * network makes of their tokens.
 *
 * <p>What a text comes to does not depend on its neighbours, to the bit.
 */
final class WholeTexts {
  private static final int MOST_TEXTS = 32; // in a pass: each has a cache of its own

  private final Model model;
  private final Network network;
  private final Optional<Summary> summary;
  private final BiFunction<Ops, Tensor, Tensor> readout;

  /**
   * A reader for any number of texts and threads.
   *
   * @param summary how the hidden states of a text become one; empty if they are not to
   * @param readout what is made of them in the end, {@code [rows, width]} in
   */
  WholeTexts(Model model, Optional<Summary> summary, BiFunction<Ops, Tensor, Tensor> readout) {
    this.model = model;
    this.network = model.network();
    this.summary = summary;
    this.readout = readout;
  }

  /**
   * The rows that each text comes to: one, or one for each token.
   *
   * @param isCancelled whether nobody wants them any more; asked before each pass
   * @throws LlamajarException if a text is empty or longer than the context, or a token is out of
   *     range
   * @throws java.util.concurrent.CancellationException if nobody wants them any more
   */
  List<List<float[]>> read(List<int[]> all, BooleanSupplier isCancelled) {
    all.forEach(this::check);
    Reading reading = new Reading(all, isCancelled);
    if (!reading.isDone()) {
      model.scheduler().run(reading);
    }
    return reading.rows;
  }

  private void check(int[] text) {
    if (text.length == 0) {
      throw new LlamajarException("A text has no tokens; give the model something to read");
    }
    if (text.length > model.context()) {
      throw new LlamajarException(
          "A text of %d tokens is longer than the %d that the model can read; shorten or split it"
              .formatted(text.length, model.context()));
    }
    Session.checkTokens(model, text, 0, text.length);
  }

  private boolean is(Summary which) {
    return summary.equals(Optional.of(which));
  }

  /** A text that is being read, and the sums of what was seen of it: {@code [rows, width]}. */
  private static final class Text {
    private final int[] tokens;
    private final KvCache cache;
    private final List<double[]> sums = new ArrayList<>();

    private Text(int[] tokens, KvCache cache) {
      this.tokens = tokens;
      this.cache = cache;
      cache.truncate(0);
    }
  }

  /** Texts that are read one after another: some short ones in a pass, or a part of a long one. */
  private final class Reading implements Job {
    private final List<int[]> all;
    private final BooleanSupplier isCancelled;
    private final List<LowRank.Scaled> changes = model.changes(Optional.empty());
    private final KvPool pool = new KvPool(network.cacheShapes(), GgmlType.F32, KvPool.UNLIMITED);
    private final List<KvCache> caches = new ArrayList<>(); // which serve again and again
    private final List<Text> texts = new ArrayList<>(); // that are being read
    private final List<List<float[]>> rows = new ArrayList<>(); // of those that were

    private Reading(List<int[]> all, BooleanSupplier isCancelled) {
      this.all = all;
      this.isCancelled = isCancelled;
    }

    @Override
    public int step(Ops ops, int most) {
      ops.use(changes);
      if (texts.isEmpty()) {
        begin(most);
      }
      int read = readParts(ops, network instanceof Encoder ? Integer.MAX_VALUE : most);
      if (texts.stream().allMatch(text -> text.cache.length() == text.tokens.length)) {
        ops.reset();
        readOut(ops);
        texts.clear();
      }
      return read;
    }

    /** Takes as many texts as go into a pass: one at least. */
    private void begin(int most) {
      int count = 0;
      for (int i = rows.size(); i < all.size() && texts.size() < MOST_TEXTS; i++) {
        count += all.get(i).length;
        if (count > most && !texts.isEmpty()) {
          return;
        }
        if (caches.size() == texts.size()) {
          caches.add(new KvCache(pool, model.context()));
        }
        texts.add(new Text(all.get(i), caches.get(texts.size())));
      }
    }

    /** Reads at most so many tokens of each text. */
    private int readParts(Ops ops, int most) {
      Batch batch = new Batch();
      int[] tokens = new int[texts.stream().mapToInt(text -> text.tokens.length).sum()];
      int[] ends = new int[texts.size()]; // of each text's outputs
      for (int t = 0; t < ends.length; t++) {
        Text text = texts.get(t);
        int from = text.cache.length();
        int count = Math.min(most, text.tokens.length - from);
        System.arraycopy(text.tokens, from, tokens, batch.rows(), count);
        batch.add(text.cache, count, wanted(from, count, text.tokens.length));
        ends[t] = batch.outputs();
      }
      Tensor hidden = network.hidden(ops, tokens, batch); // [outputs, width]
      for (int t = 0, row = 0; t < ends.length; t++) {
        while (row < ends[t]) {
          add(hidden, row++, texts.get(t).sums);
        }
      }
      batch.advance();
      return batch.rows();
    }

    /** Of how many of the last tokens of a part something is to be seen. */
    private int wanted(int from, int count, int length) {
      return !is(Summary.LAST) ? count : from + count == length ? 1 : 0;
    }

    private void add(Tensor hidden, int row, List<double[]> sums) {
      if (summary.isEmpty() || sums.isEmpty()) {
        sums.add(new double[hidden.columns()]);
      } else if (is(Summary.FIRST)) {
        return;
      }
      double[] sum = sums.getLast();
      for (int i = 0; i < sum.length; i++) {
        sum[i] += hidden.at(row, i);
      }
    }

    private void readOut(Ops ops) {
      int count = texts.stream().mapToInt(text -> text.sums.size()).sum();
      Tensor x = ops.workspace().tensor(count, network.width());
      MemorySegment values = x.write();
      long at = 0;
      for (Text text : texts) {
        int summed = is(Summary.MEAN) ? text.tokens.length : 1;
        for (double[] sum : text.sums) {
          for (double value : sum) {
            values.setAtIndex(JAVA_FLOAT, at++, (float) (value / summed));
          }
        }
      }
      Tensor y = readout.apply(ops, x);
      int row = 0;
      for (Text text : texts) {
        List<float[]> own = new ArrayList<>();
        for (int end = row + text.sums.size(); row < end; row++) {
          own.add(row(y, row));
        }
        rows.add(own);
      }
    }

    @Override
    public boolean isDone() {
      return rows.size() == all.size();
    }

    @Override
    public boolean isCancelled() {
      return isCancelled.getAsBoolean();
    }

    @Override
    public void close() {
      caches.forEach(KvCache::close);
      pool.close();
    }
  }

  private static float[] row(Tensor x, int row) {
    long bytes = (long) x.columns() * Float.BYTES;
    return x.read().asSlice(row * bytes, bytes).toArray(JAVA_FLOAT);
  }
}
