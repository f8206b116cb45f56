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
 * and the next token of each comes out, or several where they were guessed.
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
  private final int[] outputs = new int[ROWS]; // of each that is due: the row of its next logits
  private MemorySegment logits = MemorySegment.NULL;

  Pass(Engine engine) {
    this.engine = engine;
    Arrays.setAll(outcomes, i -> new Outcome());
  }

  /** What sampling came to. */
  private static final class Outcome {
    private boolean isWanted;
    private int token;
    private Optional<RuntimeException> failure = Optional.empty();

    void sample(Sequence sequence, MemorySegment logits, Candidates scratch) {
      failure = Optional.empty();
      try {
        token = sequence.sampler().sample(logits, scratch);
      } catch (RuntimeException | OutOfMemoryError e) {
        failure = Optional.of(Failure.of(e)); // the others go on
      }
    }
  }

  /** Begins an empty one. */
  void begin(List<LowRank.Scaled> changes) {
    engine.ops().use(changes);
  }

  /**
   * Adds a sequence's next tokens, and guesses of those after them if all are to be read.
   *
   * @throws io.llamajar.LlamajarException if there is no memory for them
   */
  void add(Sequence sequence, int count) {
    boolean isDue = count == sequence.pending() && sequence.request().maxTokens() != 0;
    int guesses = isDue ? sequence.guessed() : 0;
    int row = batch.rows();
    int output = batch.outputs();
    batch.add(sequence.cache(), count + guesses, isDue ? 1 + guesses : 0);
    int first = sequence.cache().length();
    System.arraycopy(sequence.tokens(), first, tokens, row, count + guesses);
    sequence.join();
    sequences.add(sequence);
    if (isDue) {
      outputs[due.size()] = output;
      outcomes[due.size()].isWanted = true;
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

  /** Reads all, and picks a token for each of those that are due. */
  void run() {
    logits = engine.decoder().forward(engine.ops(), tokens, batch).read();
    batch.advance();
    sample();
  }

  /** Picks another token for each of those that are due and want one. */
  void sample() {
    engine.team().run(sample, due.size(), engine.vocabulary());
  }

  private void sample(int from, int to) {
    Candidates candidates = scratch.poll();
    if (candidates == null) {
      candidates = new Candidates(engine.vocabulary());
    }
    for (int i = from; i < to; i++) {
      if (outcomes[i].isWanted) {
        outcomes[i].sample(due.get(i), logits(i), candidates);
      }
    }
    scratch.push(candidates);
  }

  /** The logits that the {@code i}-th of those that are due has its token of. */
  MemorySegment logits(int i) {
    long row = (long) engine.decoder().vocabularySize() * Float.BYTES;
    return logits.asSlice(outputs[i] * row, (long) engine.vocabulary() * Float.BYTES);
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

  /** Whether the {@code i}-th of those that are due wants a token. */
  boolean wants(int i) {
    return outcomes[i].isWanted;
  }

  /** Goes to the next logits of the {@code i}-th of those that are due, if it wants another. */
  void next(int i, boolean isWanted) {
    outcomes[i].isWanted = isWanted;
    outputs[i]++;
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
