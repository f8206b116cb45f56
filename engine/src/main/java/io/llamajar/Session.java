package io.llamajar;

import io.llamajar.ops.LowRank;
import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.Tensor;
import io.llamajar.tokenizer.Specials;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What a model has read so far: a place to generate text from prompt after prompt.
 *
 * <p>A prompt is always the whole text. What it has in common with the one before is not read
 * again, so a growing conversation costs only what is new; the result is the same to the bit. A
 * session is for one thread at a time, and runs one generation at a time: to begin another ends the
 * one before.
 */
public final class Session implements AutoCloseable {
  private static final int ROWS = 32; // rows of logits held at once

  private final Model model;
  private final Context context;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment logits; // of the last token read: [model.speakable]
  private final int[] next = new int[1]; // a token to read
  private final List<Session> alone = List.of(this);
  private final Context.LogitsReader keep = this::keep;
  private Optional<Generation> running = Optional.empty();

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
    running = Optional.empty();
    context.use(adapters.stream().map(Adapter::changes).toList());
  }

  /**
   * Generates text that follows a prompt. Special tokens in the prompt are recognised, and the ones
   * that the model wants around a text are added.
   *
   * @throws LlamajarException if the prompt is longer than the context
   */
  public Generation generate(String prompt, GenerationOptions options) {
    return generate(model.tokenizer().encode(prompt, Specials.ADDED_AND_PARSED), options);
  }

  /**
   * Generates text that follows a prompt of tokens, taken as they are.
   *
   * @throws LlamajarException if the prompt is longer than the context, or a token is out of range
   */
  public Generation generate(int[] prompt, GenerationOptions options) {
    if (prompt.length == 0) {
      throw new LlamajarException("The prompt is empty; give the model something to follow on");
    }
    checkPrompt(prompt);
    return new Generation(this, prompt.clone(), options);
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
    checkPrompt(prompt);
    running = Optional.empty();
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
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < logprobs.length; i++) {
      largest = Math.max(largest, logits.at(row, i));
    }
    double sum = 0;
    for (int i = 0; i < logprobs.length; i++) {
      sum += StrictMath.exp(logits.at(row, i) - largest);
    }
    double log = StrictMath.log(sum);
    for (int i = 0; i < logprobs.length; i++) {
      logprobs[i] = (float) (logits.at(row, i) - largest - log);
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
    running = Optional.empty();
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

  /**
   * Makes the context hold exactly the prompt of a generation, reading only the tokens from where
   * it differs, and the last one in any case.
   *
   * @return how many were there already
   */
  int begin(Generation generation, int[] prompt, BooleanSupplier interruption) {
    running = Optional.of(generation);
    int kept = context.keeps(Math.min(context.inCommon(prompt), prompt.length - 1));
    context.truncate(kept);
    while (length() < prompt.length && !interruption.getAsBoolean()) {
      int to = Math.min(length() + Pass.ROWS, context.pause(prompt.length));
      context.toRead(prompt, length(), to - length());
      context.wanted(to < prompt.length ? 0 : 1, keep);
      model.read(alone);
      if (to < prompt.length) {
        context.keep();
      }
    }
    return kept;
  }

  /**
   * Notices that the context is no longer a generation's own.
   *
   * @throws IllegalStateException if something else has begun here since
   */
  void checkRuns(Generation generation) {
    if (running.isEmpty() || running.get() != generation) {
      throw new IllegalStateException(
          "something else has begun on this session, so this generation cannot go on; open a session for each");
    }
  }

  /** Reads one more token. */
  void append(int token) {
    next[0] = token;
    context.toRead(next, 0, 1);
    context.wanted(1, keep);
    model.read(alone);
  }

  /** Ends what runs here, and has tokens read next. */
  void toRead(int[] source, int from, int count) {
    running = Optional.empty();
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

  /** Whether no further token can be read. */
  boolean isFull() {
    return context.length() == context.capacity();
  }

  private void checkPrompt(int[] prompt) {
    checkTokens(model, prompt, 0, prompt.length);
    if (prompt.length > context.capacity()) {
      throw new LlamajarException(
          "The prompt of %d tokens is longer than the context of %d; shorten it or open the model with a larger context"
              .formatted(prompt.length, context.capacity()));
    }
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
