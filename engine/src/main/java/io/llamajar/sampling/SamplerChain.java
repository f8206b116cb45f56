package io.llamajar.sampling;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
   * 2026-11: 0.5 ms with the defaults or greedily, 3 ms without any filter (an exponential for
   * each). Without top-k, top-p and typical take 8 and 9 ms where 30,000 tokens are left, which
   * they put in order; ordering more and more of them, until these were enough, took 26.
   */
  private static final int[] NONE = {};

  private final int vocabularySize;
  private final long seed;
  private final Sampler[] samplers;
  private final Draw draw;
  private int[] ruledOut = NONE; // for the next token
  private Supplier<Optional<TokenMask>> masks = Optional::empty; // each new
  private Optional<TokenMask> mask = Optional.empty();
  private int[] forced = NONE; // by the mask, from the last token that was picked on
  private int forcedSoFar; // of these, those that have come

  /** What steps are made with, besides the settings. */
  record Means(int vocabularySize, Breakers breakers, SplitMix64 random) {}

  /** A chain without sequence breakers, whatever {@link Sampling.Dry#breakers} says. */
  public SamplerChain(Sampling sampling, int vocabularySize) {
    this(sampling, vocabularySize, Sampling.MOST_LAST_N, Breakers.NONE);
  }

  /**
   * A chain.
   *
   * @param context the most tokens of its sequence
   * @param breakers what {@link Sampling.Dry#breakers} are in this vocabulary
   * @throws io.llamajar.LlamajarException if the settings name a token that there is not
   */
  public SamplerChain(Sampling sampling, int vocabularySize, int context, Breakers breakers) {
    if (vocabularySize < 1) {
      throw new IllegalArgumentException("A vocabulary of " + vocabularySize + " tokens");
    }
    this.vocabularySize = vocabularySize;
    sampling.checkTokens(vocabularySize);
    seed = sampling.seeded().seed().orElseThrow();
    Means means = new Means(vocabularySize, breakers, new SplitMix64(seed));
    samplers = samplers(sampling.within(context), means).toArray(Sampler[]::new);
    draw = new Draw(means.random);
  }

  private static List<Sampler> samplers(Sampling sampling, Means means) {
    List<Sampler> samplers = new ArrayList<>();
    if (!sampling.logitBias().isEmpty()) {
      samplers.add(new LogitBias(sampling.logitBias(), means.vocabularySize));
    }
    if (sampling.mirostat().version() > 0) {
      samplers.add(new Temperature(sampling.warmth().temperature()));
      samplers.add(
          sampling.mirostat().version() == 1
              ? new Mirostat1(sampling.mirostat(), means.vocabularySize)
              : new Mirostat2(sampling.mirostat()));
      return samplers;
    }
    sampling.steps().forEach(step -> step.sampler(sampling, means).ifPresent(samplers::add));
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
      if (forcedSoFar < forced.length) {
        forcedSoFar++;
      } else {
        forced = mask.get().forced();
        forcedSoFar = 0;
      }
    }
    ruledOut = NONE;
  }

  /**
   * The tokens that a mask has come next whatever the logits are, none if it leaves a choice. They
   * are not part of the sequence until they are {@linkplain #accept accepted}; who {@linkplain
   * #sample samples} all the same is given the same ones.
   */
  public int[] forced() {
    return forcedSoFar == 0 ? forced : Arrays.copyOfRange(forced, forcedSoFar, forced.length);
  }

  /**
   * Forgets all tokens that it was told of but some, where others are to come. Its random numbers
   * go on as if nothing had been taken back, and so does what it learns of its drawing: the same
   * seed still gives the same text.
   *
   * @param tokens the first {@code count} are the sequence, of these the first {@code prompt} its
   *     prompt; it was told of all that are in the vocabulary
   * @param without what the next token may not be
   */
  public void goBack(int[] tokens, int prompt, int count, int[] without) {
    for (Sampler sampler : samplers) {
      sampler.forget();
    }
    mask = Optional.empty();
    for (int i = 0; i < count; i++) {
      mask = i == prompt ? masks.get() : mask;
      if (tokens[i] < vocabularySize) {
        accept(tokens[i]);
      }
    }
    mask = count == prompt ? masks.get() : mask;
    forced = NONE;
    forcedSoFar = 0;
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
    if (forcedSoFar < forced.length) {
      return forced[forcedSoFar]; // and no chance taken
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
    int drawn = draw.from(candidates);
    for (Sampler sampler : samplers) {
      sampler.drawn(drawn, candidates);
    }
    return candidates.id(drawn);
  }
}
