package io.llamajar;

import io.llamajar.ops.LowRank;
import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Objects;

/**
 * What a model has read, token by token as somebody else chooses them: for those who need what
 * {@link Model#generate} does not give.
 *
 * <p>It holds memory for all of its tokens until it is closed, and is for one thread at a time.
 */
public final class Session implements AutoCloseable {
  private static final int ROWS = 32; // rows of logits held at once

  private final Model model;
  private final Context context;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment logits; // of the last token read: [model.speakable]
  private final List<Session> alone = List.of(this);
  private final Context.LogitsReader keep = this::keep;

  Session(Model model, KvCache cache, List<LowRank.Scaled> changes) {
    this.model = model;
    this.context = new Context(cache, changes);
    this.logits = new Tensor(arena, 1, model.speakable()).write();
  }

  public Model model() {
    return model;
  }

  /** The number of tokens it has read. */
  public int length() {
    return context.length();
  }

  /**
   * Has this session use some adapters, and no others; what it has read is forgotten.
   *
   * @param adapters of its model; none for the model as it is
   */
  public void use(List<Adapter> adapters) {
    if (adapters.stream().anyMatch(adapter -> adapter.model() != model)) {
      throw new IllegalArgumentException("an adapter of another model");
    }
    context.use(adapters.stream().map(Adapter::changes).toList());
  }

  /** Sees the log-probabilities of all tokens that may follow on a position. */
  @FunctionalInterface
  public interface LogprobsReader {
    /**
     * Called position by position.
     *
     * @param logprobs natural logarithms, {@code [vocabulary]}; reused for the next position
     */
    void read(int position, float[] logprobs);
  }

  /**
   * Reads tokens from an empty context and reports, after each, the log-probabilities of what may
   * follow.
   *
   * @throws LlamajarException if there are more than the context takes, or one is out of range
   */
  public void logprobs(int[] prompt, LogprobsReader reader) {
    model.checkPrompt(prompt);
    context.truncate(0);
    float[][] rows = new float[Math.min(ROWS, prompt.length)][model.vocabularySize()];
    for (int from = 0; from < prompt.length; from += ROWS) {
      int count = Math.min(ROWS, prompt.length - from);
      context.toRead(prompt, from, count);
      context.wanted(
          count,
          (all, first) -> {
            for (int t = 0; t < count; t++) {
              logSoftmax(all, first + t, rows[t]);
            }
            keep(all, first + count - 1);
          });
      model.read(alone);
      for (int t = 0; t < count; t++) {
        reader.read(from + t, rows[t]);
      }
    }
  }

  private static void logSoftmax(Tensor logits, int row, float[] logprobs) {
    long at = (long) row * logits.columns() * Float.BYTES;
    long bytes = (long) logprobs.length * Float.BYTES;
    double all = TokenLogprob.logSum(logits.read().asSlice(at, bytes));
    for (int i = 0; i < logprobs.length; i++) {
      logprobs[i] = (float) (logits.at(row, i) - all);
    }
  }

  /**
   * Reads tokens after the ones it holds, as one step of a generation of one's own; {@link
   * #likeliest} says what may follow.
   *
   * @throws LlamajarException if the context does not take them, or one is out of range
   */
  public void read(int... following) {
    checkFits(following, 0, following.length);
    toRead(following, 0, following.length);
    model.read(alone);
  }

  /**
   * Forgets all but the first tokens; what comes next must be to {@link #read} or generate. A model
   * whose state cannot be taken back reads some of them again.
   */
  public void truncate(int length) {
    Objects.checkIndex(length, length() + 1);
    context.truncate(context.keeps(length));
    while (length() < length) {
      context.toReadAgain(Math.min(Pass.ROWS, length - length()));
      context.wanted(0, keep);
      model.read(alone);
    }
  }

  /** The token that most likely follows on the last one read; of equals the first. */
  public int likeliest() {
    int best = 0;
    for (int token = 1; token < model.speakable(); token++) {
      if (logit(token) > logit(best)) {
        best = token;
      }
    }
    return best;
  }

  private float logit(int token) {
    return logits.getAtIndex(ValueLayout.JAVA_FLOAT, token);
  }

  /** Has tokens read next. */
  void toRead(int[] source, int from, int count) {
    context.toRead(source, from, count);
    context.wanted(1, keep);
  }

  private void keep(Tensor all, int row) {
    long at = (long) row * all.columns() * Float.BYTES;
    MemorySegment.copy(all.read(), at, logits, 0, logits.byteSize());
  }

  /** What it has read and is to read. */
  Context context() {
    return context;
  }

  /**
   * How likely each token is to follow on the last one that was read, as the model has it: float32,
   * one for each token that has a text. Overwritten when the next token is read.
   */
  public MemorySegment logits() {
    return logits;
  }

  /**
   * Makes sure that tokens can be read here.
   *
   * @throws LlamajarException if there are none, or too many, or one is out of range
   */
  void checkFits(int[] source, int from, int count) {
    if (count == 0) {
      throw new LlamajarException("The text is empty; give the model something to read");
    }
    checkTokens(model, source, from, count);
    context.checkRoom(count);
  }

  /**
   * Makes sure that sessions are of a model, each is there once, and each has something to read.
   */
  static void checkEach(List<Session> sessions, Model model, int texts) {
    if (sessions.size() != texts) {
      throw new IllegalArgumentException(sessions.size() + " sessions, " + texts + " texts");
    }
    for (int i = 0; i < texts; i++) {
      if (sessions.get(i).model() != model || sessions.indexOf(sessions.get(i)) != i) {
        throw new IllegalArgumentException(
            "a session of another model, or one that is there twice");
      }
    }
  }

  /**
   * Makes sure that a model has tokens.
   *
   * @throws LlamajarException if one is out of range
   */
  static void checkTokens(Model model, int[] source, int from, int count) {
    for (int i = from; i < from + count; i++) {
      if (source[i] < 0 || source[i] >= model.vocabularySize()) {
        throw new LlamajarException(
            "The token %d is out of range; this model's tokens are 0 to %d"
                .formatted(source[i], model.vocabularySize() - 1));
      }
    }
  }

  /** Frees its memory, after the present step if it is generating. */
  @Override
  public void close() {
    model.inTurn(() -> {
      context.close();
      if (arena.scope().isAlive()) {
        arena.close();
      }
    });
  }
}
