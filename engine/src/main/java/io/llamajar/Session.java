package io.llamajar;

import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.Tensor;
import io.llamajar.tokenizer.Specials;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What a model has read so far: a place to generate text from prompt after prompt.
 *
 * <p>A prompt is always the whole text. What it has in common with the one before is not read
 * again, so a growing conversation costs only what is new; the result is the same to the bit. A
 * session is for one thread at a time, and runs one generation at a time: to begin another ends the
 * one before.
 */
public final class Session implements AutoCloseable {
  private static final int BATCH = 512; // tokens read in one pass: bounds scratch memory
  private static final int ROWS = 32; // rows of logits held at once

  private final Model model;
  private final KvCache cache;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment logits; // of the last token read: [model.speakable]
  private int[] tokens = new int[64]; // what the cache holds
  private final int[] batch = new int[BATCH];
  private Optional<Generation> running = Optional.empty();

  Session(Model model, KvCache cache) {
    this.model = model;
    this.cache = cache;
    this.logits = new Tensor(arena, 1, model.speakable()).write();
  }

  public Model model() {
    return model;
  }

  /** The number of tokens it has read. */
  public int length() {
    return cache.length();
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
    checkTokens(prompt);
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
    checkTokens(prompt);
    running = Optional.empty();
    cache.truncate(0);
    float[][] rows = new float[Math.min(ROWS, prompt.length)][model.vocabularySize()];
    for (int from = 0; from < prompt.length; from += ROWS) {
      int count = Math.min(ROWS, prompt.length - from);
      read(
          prompt,
          from,
          count,
          count,
          all -> {
            for (int t = 0; t < count; t++) {
              logSoftmax(all, t, rows[t]);
            }
          });
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
    checkRange(following);
    checkRoom((long) length() + following.length);
    running = Optional.empty();
    for (int from = 0; from < following.length; from += BATCH) {
      append(following, from, Math.min(BATCH, following.length - from));
    }
  }

  /** Forgets all but the first tokens; what comes next must be to {@link #read} or generate. */
  public void truncate(int length) {
    Objects.checkIndex(length, length() + 1);
    running = Optional.empty();
    cache.truncate(length);
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
    int known = Arrays.mismatch(tokens, 0, cache.length(), prompt, 0, prompt.length);
    int kept = Math.min(known < 0 ? cache.length() : known, prompt.length - 1);
    cache.truncate(kept);
    for (int from = kept; from < prompt.length && !interruption.getAsBoolean(); from += BATCH) {
      append(prompt, from, Math.min(BATCH, prompt.length - from));
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
    batch[0] = token;
    append(batch, 0, 1);
  }

  private void append(int[] source, int from, int count) {
    read(
        source, from, count, 1, last -> logits.copyFrom(last.read().asSlice(0, logits.byteSize())));
  }

  private void read(int[] source, int from, int count, int outputs, Consumer<Tensor> reader) {
    System.arraycopy(source, from, batch, 0, count);
    int length = cache.length();
    model.forward(batch, count, cache, outputs, reader);
    if (length + count > tokens.length) {
      tokens = Arrays.copyOf(tokens, Math.max(length + count, 2 * tokens.length));
    }
    System.arraycopy(batch, 0, tokens, length, count);
  }

  /** The logits of what may follow on the last token: {@code [model.speakable]} float32. */
  MemorySegment logits() {
    return logits;
  }

  /** Whether no further token can be read. */
  boolean isFull() {
    return cache.length() == cache.capacity();
  }

  private void checkTokens(int[] prompt) {
    checkRange(prompt);
    checkRoom(prompt.length);
  }

  private void checkRange(int[] all) {
    for (int token : all) {
      if (token < 0 || token >= model.vocabularySize()) {
        throw new LlamajarException(
            "The token %d is out of range; this model's tokens are 0 to %d"
                .formatted(token, model.vocabularySize() - 1));
      }
    }
  }

  private void checkRoom(long length) {
    if (length > cache.capacity()) {
      throw new LlamajarException(
          "The prompt of %d tokens is longer than the context of %d; shorten it or open the model with a larger context"
              .formatted(length, cache.capacity()));
    }
  }

  /** Frees its memory, after the present step if it is generating. */
  @Override
  public void close() {
    model.inTurn(() -> {
      cache.close();
      if (arena.scope().isAlive()) {
        arena.close();
      }
    });
  }
}
