package io.llamajar.sampling;

import static io.llamajar.sampling.Limits.check;

import io.llamajar.LlamajarException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How the next token is picked: the settings of one request, a small record for each family.
 *
 * <p>The defaults are those of llama.cpp's command line, so that a prompt behaves as people are
 * used to. A value outside its range is a {@link LlamajarException} that names value and range.
 *
 * @param steps what is done with the candidates, in this order, each at most once; what is not
 *     named is not done, whatever its settings
 * @param logitBias added to the logits of these tokens before anything else; negative infinity
 *     rules a token out
 * @param seed decides every random choice; when empty, each {@link SamplerChain} takes a random one
 *     and {@linkplain SamplerChain#seed() tells} it
 */
public record Sampling(
    Repetition repetition,
    Dry dry,
    Cuts cuts,
    Xtc xtc,
    Warmth warmth,
    Mirostat mirostat,
    Adaptive adaptive,
    List<SamplingStep> steps,
    Map<Integer, Float> logitBias,
    OptionalLong seed) {

  public static final double DEFAULT_TEMPERATURE = 0.8;
  public static final int DEFAULT_TOP_K = 40;
  public static final double DEFAULT_TOP_P = 0.95;
  public static final double DEFAULT_MIN_P = 0.05;
  public static final int DEFAULT_REPEAT_LAST_N = 64;

  /** What looks back so many tokens looks back over all of its text. */
  public static final int ALL = -1;

  /** The most tokens to look back: it only bounds memory, as does the context. */
  public static final int MOST_LAST_N = 1 << 20;

  /**
   * What makes tokens less likely that were seen lately.
   *
   * @param penalty divides their positive logits and multiplies the negative ones; 1 does nothing;
   *     from 0.01 to 100
   * @param lastN how many tokens, prompt included, all three look back; 0 switches them off; {@link
   *     #ALL}, or at most {@value #MOST_LAST_N}
   * @param frequency subtracted from a token's logit once for each time it was seen; 0 does
   *     nothing; from -100 to 100
   * @param presence subtracted once from the logit of a token that was seen; 0 does nothing; from
   *     -100 to 100
   */
  public record Repetition(double penalty, int lastN, double frequency, double presence) {
    public Repetition {
      check("repeat penalty", penalty, 0.01, 100);
      check("repeat last n", lastN, ALL, MOST_LAST_N);
      check("frequency penalty", frequency, -100, 100);
      check("presence penalty", presence, -100, 100);
    }

    boolean acts() {
      return lastN != 0 && (penalty != 1 || frequency != 0 || presence != 0);
    }
  }

  /**
   * What makes a token less likely that would go on repeating a sequence ("don't repeat yourself").
   *
   * @param multiplier of the penalty; 0 switches it off; at most 100
   * @param base by whose powers the penalty grows with the sequence; below 1 switches it off; at
   *     most 100
   * @param allowedLength how many tokens may be repeated for nothing
   * @param lastN how many tokens, prompt included, it looks back; 0 switches it off; {@link #ALL},
   *     or at most {@value #MOST_LAST_N}
   * @param breakers texts over which no sequence goes on; {@link Breakers} has them as tokens
   */
  public record Dry(
      double multiplier, double base, int allowedLength, int lastN, List<String> breakers) {
    /** Off; what else it has are llama.cpp's defaults. */
    public static final Dry OFF = new Dry(0, 1.75, 2, 64, List.of("\n", ":", "\"", "*"));

    public Dry {
      check("dry multiplier", multiplier, 0, 100);
      check("dry base", base, 0, 100);
      check("dry allowed length", allowedLength, 0, MOST_LAST_N);
      check("dry penalty last n", lastN, ALL, MOST_LAST_N);
      breakers = List.copyOf(breakers);
      Breakers.check(breakers);
    }

    public boolean acts() {
      return multiplier > 0 && base >= 1 && lastN != 0;
    }

    private Dry within(int context) {
      return new Dry(multiplier, base, allowedLength, lookBack(lastN, context), breakers);
    }
  }

  /**
   * What leaves unlikely tokens out.
   *
   * @param topK keeps this many of the likeliest tokens; 0 keeps all
   * @param topP keeps the likeliest tokens that together have this probability; 1 keeps all
   * @param minP keeps the tokens with at least this share of the likeliest one's probability; 0
   *     keeps all
   * @param typicalP keeps the tokens that together have this probability and are the nearest to
   *     what is expected; 1 keeps all
   * @param topNSigma keeps the tokens whose logit is at most so many standard deviations below the
   *     best; 0 or less keeps all; from -1 to 1000
   * @param minKeep top-p, min-p, typical-p and XTC leave at least so many tokens
   */
  public record Cuts(
      int topK, double topP, double minP, double typicalP, double topNSigma, int minKeep) {
    public Cuts {
      check("top-k", topK, 0, Integer.MAX_VALUE);
      check("top-p", topP, 0, 1);
      check("min-p", minP, 0, 1);
      check("typical-p", typicalP, 0, 1);
      check("top-n-sigma", topNSigma, -1, 1000);
      check("min-keep", minKeep, 0, Integer.MAX_VALUE);
    }
  }

  /**
   * What leaves out the likeliest tokens but the last of them ("exclude top choices").
   *
   * @param probability how often it does so, from 0 to 1; 0 switches it off
   * @param threshold the probability that makes a token a top choice; above 0.5 there are never
   *     two, which switches it off
   */
  public record Xtc(double probability, double threshold) {
    public static final Xtc OFF = new Xtc(0, 0.1);

    public Xtc {
      check("xtc probability", probability, 0, 1);
      check("xtc threshold", threshold, 0, 1);
    }

    boolean acts() {
      return probability > 0 && threshold <= 0.5;
    }
  }

  /**
   * What flattens or sharpens the distribution.
   *
   * @param temperature flattens above 1, sharpens below 1; 0 always takes the likeliest token; from
   *     0 to 100
   * @param range how far the temperature goes up where all is open, and down where it is clear what
   *     comes; 0 keeps it as it is; at most 100
   * @param exponent bends the way between the two; from 0 to 100
   */
  public record Warmth(double temperature, double range, double exponent) {
    public Warmth {
      check("temperature", temperature, 0, 100);
      check("dynamic temperature range", range, 0, 100);
      check("dynamic temperature exponent", exponent, 0, 100);
    }

    boolean acts() {
      return temperature != 1 || range > 0;
    }
  }

  /**
   * What keeps the surprise of the tokens near a target, in place of all steps but the temperature.
   *
   * @param version 1 or 2; 0 switches it off
   * @param entropy the target, tau, in bits; from 0 to 100
   * @param rate how fast it learns, eta; from 0 to 10
   */
  public record Mirostat(int version, double entropy, double rate) {
    public static final Mirostat OFF = new Mirostat(0, 5, 0.1);

    public Mirostat {
      check("mirostat", version, 0, 2);
      check("mirostat entropy", entropy, 0, 100);
      check("mirostat learning rate", rate, 0, 10);
    }
  }

  /**
   * What prefers tokens of a probability near a target, which adapts so that their mean is it.
   *
   * @param target from 0 to 1; negative switches it off
   * @param decay how much of the past counts: about the last 1 / (1 - decay) tokens; to 0.99
   */
  public record Adaptive(double target, double decay) {
    public static final Adaptive OFF = new Adaptive(-1, 0.9);

    public Adaptive {
      check("adaptive target", target, -1, 1);
      check("adaptive decay", decay, 0, 0.99);
    }
  }

  public Sampling {
    steps = SamplingStep.checked(steps);
    logitBias = Map.copyOf(logitBias);
    logitBias.values().forEach(bias -> check("logit bias", bias, Double.NEGATIVE_INFINITY, 1000));
  }

  public static Sampling defaults() {
    return new Builder().build();
  }

  /** Always the likeliest token; of equals, the one with the lowest id. */
  public static Sampling greedy() {
    return new Builder().temperature(0).build();
  }

  /**
   * Makes sure that a vocabulary of that size has the tokens that are named.
   *
   * @throws LlamajarException if it does not
   */
  public void checkTokens(int vocabularySize) {
    for (int token : logitBias.keySet()) {
      if (token < 0 || token >= vocabularySize) {
        throw new LlamajarException(
            "The logit bias is for token %d; the model has tokens 0 to %d"
                .formatted(token, vocabularySize - 1));
      }
    }
  }

  /** The same with a seed: a random one, if there is none. */
  public Sampling seeded() {
    return seed.isPresent()
        ? this
        : toBuilder().seed(ThreadLocalRandom.current().nextLong()).build();
  }

  /** The same, looking back over no more tokens than a text can have. */
  Sampling within(int context) {
    return toBuilder()
        .repeatLastN(lookBack(repetition.lastN, context))
        .dry(dry.within(context))
        .build();
  }

  private static int lookBack(int lastN, int context) {
    int most = Math.min(context, MOST_LAST_N);
    return lastN == ALL ? most : Math.min(lastN, most);
  }

  /** Starts from the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Starts from these settings. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Collects settings by name; whatever is not set keeps its default. */
  public static final class Builder {
    private double repeatPenalty = 1;
    private int repeatLastN = DEFAULT_REPEAT_LAST_N;
    private double frequencyPenalty;
    private double presencePenalty;
    private Dry dry = Dry.OFF;
    private int topK = DEFAULT_TOP_K;
    private double topP = DEFAULT_TOP_P;
    private double minP = DEFAULT_MIN_P;
    private double typicalP = 1;
    private double topNSigma = -1;
    private int minKeep;
    private Xtc xtc = Xtc.OFF;
    private double temperature = DEFAULT_TEMPERATURE;
    private double temperatureRange;
    private double temperatureExponent = 1;
    private Mirostat mirostat = Mirostat.OFF;
    private Adaptive adaptive = Adaptive.OFF;
    private List<SamplingStep> steps = SamplingStep.usual();
    private Map<Integer, Float> logitBias = Map.of();
    private OptionalLong seed = OptionalLong.empty();

    private Builder() {}

    private Builder(Sampling from) {
      repeatPenalty = from.repetition.penalty;
      repeatLastN = from.repetition.lastN;
      frequencyPenalty = from.repetition.frequency;
      presencePenalty = from.repetition.presence;
      dry = from.dry;
      topK = from.cuts.topK;
      topP = from.cuts.topP;
      minP = from.cuts.minP;
      typicalP = from.cuts.typicalP;
      topNSigma = from.cuts.topNSigma;
      minKeep = from.cuts.minKeep;
      xtc = from.xtc;
      temperature = from.warmth.temperature;
      temperatureRange = from.warmth.range;
      temperatureExponent = from.warmth.exponent;
      mirostat = from.mirostat;
      adaptive = from.adaptive;
      steps = from.steps;
      logitBias = from.logitBias;
      seed = from.seed;
    }

    public Builder repeatPenalty(double newPenalty) {
      repeatPenalty = newPenalty;
      return this;
    }

    public Builder repeatLastN(int newLastN) {
      repeatLastN = newLastN;
      return this;
    }

    public Builder frequencyPenalty(double newPenalty) {
      frequencyPenalty = newPenalty;
      return this;
    }

    public Builder presencePenalty(double newPenalty) {
      presencePenalty = newPenalty;
      return this;
    }

    public Builder dry(Dry newDry) {
      dry = newDry;
      return this;
    }

    public Builder topK(int newTopK) {
      topK = newTopK;
      return this;
    }

    public Builder topP(double newTopP) {
      topP = newTopP;
      return this;
    }

    public Builder minP(double newMinP) {
      minP = newMinP;
      return this;
    }

    public Builder typicalP(double newTypicalP) {
      typicalP = newTypicalP;
      return this;
    }

    public Builder topNSigma(double newTopNSigma) {
      topNSigma = newTopNSigma;
      return this;
    }

    public Builder minKeep(int newMinKeep) {
      minKeep = newMinKeep;
      return this;
    }

    public Builder xtc(double probability, double threshold) {
      xtc = new Xtc(probability, threshold);
      return this;
    }

    public Builder temperature(double newTemperature) {
      temperature = newTemperature;
      return this;
    }

    /** Makes the temperature go up and down by so much. */
    public Builder temperatureRange(double newRange, double newExponent) {
      temperatureRange = newRange;
      temperatureExponent = newExponent;
      return this;
    }

    public Builder mirostat(Mirostat newMirostat) {
      mirostat = newMirostat;
      return this;
    }

    public Builder adaptive(double target, double decay) {
      adaptive = new Adaptive(target, decay);
      return this;
    }

    public Builder steps(List<SamplingStep> newSteps) {
      steps = newSteps;
      return this;
    }

    public Builder logitBias(Map<Integer, Float> newBias) {
      logitBias = newBias;
      return this;
    }

    public Builder seed(long newSeed) {
      seed = OptionalLong.of(newSeed);
      return this;
    }

    /** Another one each time. */
    public Builder randomSeed() {
      seed = OptionalLong.empty();
      return this;
    }

    /** Checks every value. */
    public Sampling build() {
      return new Sampling(
          new Repetition(repeatPenalty, repeatLastN, frequencyPenalty, presencePenalty),
          dry,
          new Cuts(topK, topP, minP, typicalP, topNSigma, minKeep),
          xtc,
          new Warmth(temperature, temperatureRange, temperatureExponent),
          mirostat,
          adaptive,
          steps,
          logitBias,
          seed);
    }
  }
}
