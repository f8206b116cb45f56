package io.llamajar;

import io.llamajar.sampling.Sampling;
import java.util.List;

/**
 * How text is generated.
 *
 * @param sampling how the next token is picked
 * @param maxTokens the most tokens to generate; {@link #UNLIMITED} for as many as the context takes
 * @param stops text ends before any of these strings
 */
public record GenerationOptions(Sampling sampling, int maxTokens, List<String> stops) {
  /** No limit but the context. */
  public static final int UNLIMITED = -1;

  public GenerationOptions {
    stops = List.copyOf(stops);
    if (maxTokens < UNLIMITED) {
      throw new LlamajarException(
          "The most tokens to generate are %d; give 0 or more, or %d for no limit"
              .formatted(maxTokens, UNLIMITED));
    }
  }

  /** {@link Sampling#defaults}, no limit, no stop strings. */
  public static GenerationOptions defaults() {
    return new GenerationOptions(Sampling.defaults(), UNLIMITED, List.of());
  }

  public GenerationOptions withSampling(Sampling newSampling) {
    return new GenerationOptions(newSampling, maxTokens, stops);
  }

  public GenerationOptions withMaxTokens(int newMaxTokens) {
    return new GenerationOptions(sampling, newMaxTokens, stops);
  }

  public GenerationOptions withStops(String... newStops) {
    return new GenerationOptions(sampling, maxTokens, List.of(newStops));
  }
}
