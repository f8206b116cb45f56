package io.llamajar.sampling;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * Takes the logits of one sequence, position by position, and gives its next token each time.
 *
 * <p>Everything it needs is made with it, but for room that it can share with others: sampling
 * allocates nothing. Not for several threads at once.
 */
public final class SamplerChain {
  /*
   * One token of 262,144, bell-shaped logits, one core of an AMD EPYC that others used too,
   * 2026-11: 0.6 ms with the defaults or greedily, 4 ms without any filter (an exponential for
   * each). Top-p without top-k sorts its whole nucleus: 26 ms here, where that is large.
   */
  private static final int[] NONE = {};

  private final int vocabularySize;
  private final long seed;
  private final Sampling sampling;
  private final Draw draw;
  private Sampler[] samplers;
  private int[] ruledOut = NONE; // for the next token
  private Supplier<Optional<TokenMask>> masks = Optional::empty; // each new
  private Optional<TokenMask> mask = Optional.empty();

  public SamplerChain(Sampling sampling, int vocabularySize) {
    if (vocabularySize < 1) {
      throw new IllegalArgumentException("A vocabulary of " + vocabularySize + " tokens");
    }
    this.vocabularySize = vocabularySize;
    seed = sampling.seed().orElseGet(() -> ThreadLocalRandom.current().nextLong());
    this.sampling = sampling;
    samplers = samplers(sampling, vocabularySize).toArray(Sampler[]::new);
    draw = new Draw(new SplitMix64(seed));
  }

  /** The steps that the settings ask for, in the order that llama.cpp applies them. */
  private static List<Sampler> samplers(Sampling sampling, int vocabularySize) {
    List<Sampler> samplers = new ArrayList<>();
    if (!sampling.logitBias().isEmpty()) {
      samplers.add(new LogitBias(sampling.logitBias(), vocabularySize));
    }
    if (sampling.penalizes()) {
      samplers.add(new Penalties(sampling, vocabularySize));
    }
    if (sampling.temperature() == 0) {
      samplers.add(new TopK(1));
      return samplers;
    }
    if (sampling.topK() > 0) {
      samplers.add(new TopK(sampling.topK()));
    }
    if (sampling.topP() < 1) {
      samplers.add(new TopP(sampling.topP()));
    }
    if (sampling.minP() > 0) {
      samplers.add(new MinP(sampling.minP()));
    }
    if (sampling.temperature() != 1) {
      samplers.add(new Temperature(sampling.temperature()));
    }
    return samplers;
  }

  /** The seed in use: that of the settings, or the random one that took its place. */
  public long seed() {
    return seed;
  }

  /**
   * Picks only tokens that a mask allows from now on, and tells it of those that come.
   *
   * @param newMasks gives one that knows nothing of the text, each time: it may be taken back
   */
  public void constrain(Supplier<TokenMask> newMasks) {
    masks = () -> Optional.of(newMasks.get());
    mask = masks.get();
  }

  /** Tells of the next token of the sequence, be it of the prompt or sampled. */
  public void accept(int token) {
    if (token < 0 || token >= vocabularySize) {
      throw new IllegalArgumentException(
          "Token " + token + " in a vocabulary of " + vocabularySize + " tokens");
    }
    for (Sampler sampler : samplers) {
      sampler.accept(token);
    }
    if (mask.isPresent()) {
      mask.get().accept(token);
    }
    ruledOut = NONE;
  }

  /**
   * The tokens that a mask has come next whatever the logits are, none if it leaves a choice. They
   * are not part of the sequence until they are {@linkplain #accept accepted}.
   */
  public int[] forced() {
    return mask.isPresent() ? mask.get().forced() : NONE;
  }

  /**
   * Forgets all tokens that it was told of but some, where others are to come. Its random numbers
   * go on as if nothing had been taken back, so that the same seed still gives the same text.
   *
   * @param tokens the first {@code count} are the sequence, of these the first {@code prompt} its
   *     prompt; it was told of all that are in the vocabulary
   * @param without what the next token may not be
   */
  public void goBack(int[] tokens, int prompt, int count, int[] without) {
    samplers = samplers(sampling, vocabularySize).toArray(Sampler[]::new);
    mask = Optional.empty();
    for (int i = 0; i < count; i++) {
      mask = i == prompt ? masks.get() : mask;
      if (tokens[i] < vocabularySize) {
        accept(tokens[i]);
      }
    }
    mask = count == prompt ? masks.get() : mask;
    ruledOut = without;
  }

  /**
   * Picks the next token. It is not part of the sequence until it is {@linkplain #accept accepted}.
   *
   * @param logits [vocabulary] float32 in the machine's byte order; only read. NaN counts as
   *     negative infinity
   * @param candidates room to work in, for the same vocabulary
   * @throws io.llamajar.LlamajarException if no token can be picked
   */
  public int sample(MemorySegment logits, Candidates candidates) {
    if (logits.byteSize() != (long) Float.BYTES * vocabularySize) {
      throw new IllegalArgumentException(
          logits.byteSize() + " bytes of logits for a vocabulary of " + vocabularySize + " tokens");
    }
    if (mask.isPresent()) {
      candidates.load(logits, mask.get().allowed());
    } else {
      candidates.load(logits);
    }
    candidates.drop(ruledOut);
    for (Sampler sampler : samplers) {
      sampler.apply(candidates);
    }
    return draw.token(candidates);
  }
}
