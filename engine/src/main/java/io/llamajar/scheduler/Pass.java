package io.llamajar.scheduler;

import io.llamajar.ops.LowRank;
import io.llamajar.ops.ThreadTeam.Task;
import io.llamajar.sampling.Candidates;
import io.llamajar.tensor.Batch;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * A forward pass: tokens of some sequences go in together, so that weights are read once for all;
 * and the next token of each comes out.
 *
 * <p>What a sequence gets does not depend on its neighbours, to the bit.
 */
final class Pass {
  /** The most tokens of a pass: bounds scratch memory. */
  static final int ROWS = 512;

  private final Engine engine;
  private final Batch batch = new Batch();
  private final int[] tokens = new int[ROWS];
  private final List<Sequence> sequences = new ArrayList<>();
  private final List<Sequence> due = new ArrayList<>(); // those that get a token, in order
  private final ConcurrentLinkedDeque<Candidates> scratch = new ConcurrentLinkedDeque<>();
  private final Task sample = this::sample;
  private final Outcome[] outcomes = new Outcome[ROWS]; // of those that are due
  private MemorySegment logits = MemorySegment.NULL;

  Pass(Engine engine) {
    this.engine = engine;
    Arrays.setAll(outcomes, i -> new Outcome());
  }

  /** What sampling came to. */
  private static final class Outcome {
    private int token;
    private Optional<RuntimeException> failure = Optional.empty();

    void sample(Sequence sequence, MemorySegment logits, Candidates scratch) {
      failure = Optional.empty();
      try {
        token = sequence.request().sampler().sample(logits, scratch);
      } catch (RuntimeException e) {
        failure = Optional.of(e); // the others go on
      }
    }
  }

  /** Begins an empty one. */
  void begin(List<LowRank.Scaled> changes) {
    engine.ops().use(changes);
  }

  /**
   * Adds a sequence's next tokens.
   *
   * @throws io.llamajar.LlamajarException if there is no memory for them
   */
  void add(Sequence sequence, int count) {
    boolean isDue = count == sequence.pending() && sequence.request().maxTokens() != 0;
    int row = batch.rows();
    batch.add(sequence.cache(), count, isDue ? 1 : 0);
    System.arraycopy(sequence.tokens(), sequence.cache().length(), tokens, row, count);
    sequence.join(count);
    sequences.add(sequence);
    if (isDue) {
      due.add(sequence);
    }
  }

  int rows() {
    return batch.rows();
  }

  boolean has(Sequence sequence) {
    return sequences.contains(sequence);
  }

  List<Sequence> sequences() {
    return sequences;
  }

  /** Those that get a token. */
  List<Sequence> due() {
    return due;
  }

  void run() {
    logits = engine.decoder().forward(engine.ops(), tokens, batch).read();
    engine.team().run(sample, due.size(), engine.vocabulary());
    batch.advance();
  }

  private void sample(int from, int to) {
    Candidates candidates = scratch.poll();
    if (candidates == null) {
      candidates = new Candidates(engine.vocabulary());
    }
    for (int i = from; i < to; i++) {
      outcomes[i].sample(due.get(i), logits(i), candidates);
    }
    scratch.push(candidates);
  }

  /** The logits that the {@code i}-th of those that are due has its token of. */
  MemorySegment logits(int i) {
    long row = (long) engine.decoder().vocabularySize() * Float.BYTES;
    return logits.asSlice(i * row, (long) engine.vocabulary() * Float.BYTES);
  }

  /**
   * The token of the {@code i}-th of those that are due.
   *
   * @throws RuntimeException if none could be picked
   */
  int token(int i) {
    if (outcomes[i].failure.isPresent()) {
      throw outcomes[i].failure.get();
    }
    return outcomes[i].token;
  }

  /** Forgets it. */
  void clear() {
    batch.clear();
    sequences.clear();
    due.clear();
    logits = MemorySegment.NULL;
    engine.ops().reset();
  }
}
