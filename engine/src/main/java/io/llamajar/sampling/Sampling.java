package io.llamajar.sampling;

import io.llamajar.LlamajarException;
import java.util.Map;
import java.util.OptionalLong;

/**
 * How the next token is picked: the settings of one request.
 *
 * <p>The defaults are those of llama.cpp's command line, so that a prompt behaves as people are
 * used to. A value outside its range is a {@link LlamajarException} that names value and range.
 *
 * @param temperature flattens (above 1) or sharpens (below 1) the distribution; 0 always takes the
 *     likeliest token; from 0 to 100
 * @param topK keeps this many of the likeliest tokens; 0 keeps all
 * @param topP keeps the likeliest tokens that together have this probability; 1 keeps all
 * @param minP keeps the tokens with at least this share of the likeliest one's probability; 0 keeps
 *     all
 * @param repeatPenalty divides the positive logits (and multiplies the negative ones) of tokens
 *     seen lately; 1 does nothing; from 0.01 to 100
 * @param repeatLastN how many tokens, prompt included, the three penalties look back; 0 switches
 *     them off; at most {@value #MAX_REPEAT_LAST_N}
 * @param frequencyPenalty subtracted from a token's logit once for each time it was seen lately; 0
 *     does nothing; from -100 to 100
 * @param presencePenalty subtracted once from the logit of a token that was seen lately; 0 does
 *     nothing; from -100 to 100
 * @param logitBias added to the logits of these tokens before anything else; negative infinity
 *     rules a token out
 * @param seed decides every random choice; when empty, each {@link SamplerChain} takes a random one
 *     and {@linkplain SamplerChain#seed() tells} it
 */
public record Sampling(
    double temperature,
    int topK,
    double topP,
    double minP,
    double repeatPenalty,
    int repeatLastN,
    double frequencyPenalty,
    double presencePenalty,
    Map<Integer, Float> logitBias,
    OptionalLong seed) {

  public static final double DEFAULT_TEMPERATURE = 0.8;
  public static final int DEFAULT_TOP_K = 40;
  public static final double DEFAULT_TOP_P = 0.95;
  public static final double DEFAULT_MIN_P = 0.05;
  public static final int DEFAULT_REPEAT_LAST_N = 64;

  /** More than any context that models have today; it only bounds memory. */
  static final int MAX_REPEAT_LAST_N = 1 << 20;

  public Sampling {
    check("temperature", temperature, 0, 100);
    check("top-k", topK, 0, Integer.MAX_VALUE);
    check("top-p", topP, 0, 1);
    check("min-p", minP, 0, 1);
    check("repeat penalty", repeatPenalty, 0.01, 100);
    check("repeat last n", repeatLastN, 0, MAX_REPEAT_LAST_N);
    check("frequency penalty", frequencyPenalty, -100, 100);
    check("presence penalty", presencePenalty, -100, 100);
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

  /** Starts from the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Starts from these settings. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  boolean penalizes() {
    return repeatLastN > 0 && (repeatPenalty != 1 || frequencyPenalty != 0 || presencePenalty != 0);
  }

  private static void check(String name, double value, double least, double most) {
    // Written so that NaN is outside.
    if (!(value >= least && value <= most)) {
      throw new LlamajarException(
          "The sampling setting %s is %s; give a number from %s to %s"
              .formatted(name, plain(value), plain(least), plain(most)));
    }
  }

  /** Whole numbers without the ".0", as people write them. */
  private static String plain(double value) {
    return value == (int) value ? Integer.toString((int) value) : Double.toString(value);
  }

  /** Collects settings by name; whatever is not set keeps its default. */
  public static final class Builder {
    private double temperature = DEFAULT_TEMPERATURE;
    private int topK = DEFAULT_TOP_K;
    private double topP = DEFAULT_TOP_P;
    private double minP = DEFAULT_MIN_P;
    private double repeatPenalty = 1;
    private int repeatLastN = DEFAULT_REPEAT_LAST_N;
    private double frequencyPenalty;
    private double presencePenalty;
    private Map<Integer, Float> logitBias = Map.of();
    private OptionalLong seed = OptionalLong.empty();

    private Builder() {}

    private Builder(Sampling from) {
      temperature = from.temperature;
      topK = from.topK;
      topP = from.topP;
      minP = from.minP;
      repeatPenalty = from.repeatPenalty;
      repeatLastN = from.repeatLastN;
      frequencyPenalty = from.frequencyPenalty;
      presencePenalty = from.presencePenalty;
      logitBias = from.logitBias;
      seed = from.seed;
    }

    public Builder temperature(double temperature) {
      this.temperature = temperature;
      return this;
    }

    public Builder topK(int topK) {
      this.topK = topK;
      return this;
    }

    public Builder topP(double topP) {
      this.topP = topP;
      return this;
    }

    public Builder minP(double minP) {
      this.minP = minP;
      return this;
    }

    public Builder repeatPenalty(double repeatPenalty) {
      this.repeatPenalty = repeatPenalty;
      return this;
    }

    public Builder repeatLastN(int repeatLastN) {
      this.repeatLastN = repeatLastN;
      return this;
    }

    public Builder frequencyPenalty(double frequencyPenalty) {
      this.frequencyPenalty = frequencyPenalty;
      return this;
    }

    public Builder presencePenalty(double presencePenalty) {
      this.presencePenalty = presencePenalty;
      return this;
    }

    public Builder logitBias(Map<Integer, Float> logitBias) {
      this.logitBias = logitBias;
      return this;
    }

    public Builder seed(long seed) {
      this.seed = OptionalLong.of(seed);
      return this;
    }

    /** Checks every value. */
    public Sampling build() {
      return new Sampling(
          temperature,
          topK,
          topP,
          minP,
          repeatPenalty,
          repeatLastN,
          frequencyPenalty,
          presencePenalty,
          logitBias,
          seed);
    }
  }
}
