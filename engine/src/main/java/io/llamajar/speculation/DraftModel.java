package io.llamajar.speculation;

import io.llamajar.LlamajarException;
import io.llamajar.model.Decoder;
import io.llamajar.ops.Ops;
import io.llamajar.speculation.Speculation.Guesser;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.KvPool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A small model that reads what a large one reads and writes, and guesses how that goes on: always
 * the token that it finds likeliest.
 *
 * <p>What it has read of a text is kept for others that begin alike, a few at a time. For one
 * thread.
 */
public final class DraftModel implements AutoCloseable {
  private static final int ROWS = 512;
  private static final int KEPT = 8; // texts that nobody is writing on
  private static final double WEIGHT = 0.1; // of the latest pass

  private final Decoder decoder;
  private final Ops ops;
  private final KvPool pool;
  private final int context;
  private final int vocabulary;
  private final Deque<Follower> kept = new ArrayDeque<>(); // oldest first
  private final Batch batch = new Batch();
  private final int[] rows = new int[ROWS];
  private final List<Draft> reading = new ArrayList<>(); // those in the present pass, in order
  private double seconds; // of a pass with one row of each text
  private boolean closed;

  /**
   * A model that has read nothing.
   *
   * @param pool for its keys and values, closed with it; its layers keep no states
   * @param context the most tokens of a text
   * @param vocabulary how many of its tokens, the first ones, the large model has too
   */
  public DraftModel(Decoder decoder, Ops ops, KvPool pool, int context, int vocabulary) {
    this.decoder = decoder;
    this.ops = ops;
    this.pool = pool;
    this.context = context;
    this.vocabulary = vocabulary;
    pool.setReleaser(this::forgetOne);
  }

  /** The text of a sequence, behind which guesses are to be written. */
  public static final class Draft {
    private final Guesses guesses;
    private final int[] tokens;
    private final int count;
    private int written;
    private boolean goesOn;

    /**
     * @param tokens with room for guesses behind the first {@code count}, the text
     */
    public Draft(Guesses guesses, int[] tokens, int count) {
      this.guesses = guesses;
      this.tokens = tokens;
      this.count = count;
    }
  }

  /** The seconds that one guess for each takes; 0 while that is not known. */
  public double seconds() {
    return seconds;
  }

  /** Writes guesses behind texts, at most so many; none yet where much is still to be read. */
  public void guess(List<Draft> drafts, int most) {
    ops.use(List.of());
    for (Draft draft : drafts) {
      draft.goesOn = mayGuess(draft, most);
    }
    for (int i = 0; i < most && drafts.stream().anyMatch(draft -> draft.goesOn); i++) {
      step(drafts);
    }
    for (Draft draft : drafts) {
      draft.guesses.set(Guesser.DRAFT_MODEL, draft.count, draft.written);
    }
  }

  private boolean mayGuess(Draft draft, int most) {
    boolean fits = draft.guesses.allows(Guesser.DRAFT_MODEL) && draft.count + most <= context;
    for (int i = 0; fits && i < draft.count; i++) {
      fits = draft.tokens[i] < decoder.vocabularySize();
    }
    if (fits) {
      if (draft.guesses.follower().isEmpty()) {
        draft.guesses.follow(follower(draft));
      }
      draft.guesses.follower().get().goBack(draft.tokens, draft.count - 1);
    }
    return fits;
  }

  /** One that has read as much as possible of a text. */
  private Follower follower(Draft draft) {
    Follower best = new Follower(this, new KvCache(pool, context));
    int most = 0;
    for (Follower follower : kept) {
      int common = follower.inCommon(draft.tokens, draft.count - 1);
      if (common > most) {
        most = common;
        best = follower;
      }
    }
    kept.remove(best);
    return best;
  }

  /** Reads one more token of each, or what it has not read yet, and guesses the next. */
  private void step(List<Draft> drafts) {
    long begun = System.nanoTime();
    try {
      for (Draft draft : drafts) {
        if (draft.goesOn) {
          join(draft);
        }
      }
      if (reading.isEmpty()) {
        return;
      }
      boolean isSingle = batch.rows() == reading.size();
      MemorySegment logits = decoder.forward(ops, rows, batch).read();
      batch.advance();
      write(logits);
      if (isSingle) {
        double latest = (System.nanoTime() - begun) / 1e9;
        seconds += (seconds == 0 ? 1 : WEIGHT) * (latest - seconds);
      }
    } finally {
      reading.clear();
      batch.clear();
      ops.reset();
    }
  }

  private void join(Draft draft) {
    Follower follower = draft.guesses.follower().orElseThrow();
    int missing = draft.count + draft.written - follower.length();
    int count = Math.min(missing, ROWS - batch.rows());
    draft.goesOn = count == missing; // otherwise it reads on before the next pass
    if (count == 0) {
      return;
    }
    int row = batch.rows();
    try {
      batch.add(follower.cache(), count, draft.goesOn ? 1 : 0);
    } catch (LlamajarException e) { // no memory, and none for another attempt
      draft.goesOn = false;
      draft.guesses.giveUp();
      return;
    }
    follower.read(draft.tokens, count);
    System.arraycopy(draft.tokens, follower.length(), rows, row, count);
    reading.add(draft);
  }

  private void write(MemorySegment logits) {
    long row = 0;
    for (Draft draft : reading) {
      if (draft.goesOn) {
        int token = likeliest(logits, row * decoder.vocabularySize());
        double sure = draft.guesses.how().probability();
        draft.goesOn =
            token < vocabulary
                && (sure == 0 || share(logits, row * decoder.vocabularySize(), token) >= sure);
        if (draft.goesOn) {
          draft.tokens[draft.count + draft.written++] = token;
        }
        row++;
      }
    }
  }

  private int likeliest(MemorySegment logits, long from) {
    int best = 0;
    for (int token = 1; token < decoder.vocabularySize(); token++) {
      if (logit(logits, from + token) > logit(logits, from + best)) {
        best = token;
      }
    }
    return best;
  }

  /** The probability of the likeliest token. */
  private double share(MemorySegment logits, long from, int best) {
    double sum = 0;
    for (int token = 0; token < decoder.vocabularySize(); token++) {
      sum += Math.exp((double) logit(logits, from + token) - logit(logits, from + best));
    }
    return 1 / sum;
  }

  private static float logit(MemorySegment logits, long i) {
    return logits.getAtIndex(ValueLayout.JAVA_FLOAT, i);
  }

  /** Keeps what was read of a text that nobody writes on any more. */
  void keep(Follower follower) {
    kept.add(follower);
    if (kept.size() > (closed ? 0 : KEPT)) {
      forgetOne();
    }
  }

  private boolean forgetOne() {
    boolean isThere = !kept.isEmpty();
    if (isThere) {
      kept.remove().cache().close();
    }
    return isThere;
  }

  /** Gives its memory back, as far as nobody is writing. */
  @Override
  public void close() {
    closed = true;
    for (boolean more = true; more; ) {
      more = forgetOne();
    }
    pool.close();
  }
}
