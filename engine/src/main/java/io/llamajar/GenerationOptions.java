package io.llamajar;

import io.llamajar.grammar.Grammar;
import io.llamajar.grammar.GrammarUse;
import io.llamajar.sampling.Sampling;
import io.llamajar.speculation.Speculation;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How text is generated.
 *
 * @param sampling how the next token is picked
 * @param maxTokens the most tokens to generate; {@link #UNLIMITED} for as many as the context takes
 * @param stops text ends before any of these strings
 * @param bannedStrings what the text never says: it goes another way from the token in which one of
 *     these would begin
 * @param logprobs how many of the likeliest tokens to tell beside each token and its own
 *     likelihood; empty to tell nothing
 * @param adapters to use, and no others; empty for those that the model was opened with
 * @param speculation how the next tokens are guessed; empty for how the model was opened
 * @param grammar that the text must match
 */
public record GenerationOptions(
    Sampling sampling,
    int maxTokens,
    List<String> stops,
    List<String> bannedStrings,
    OptionalInt logprobs,
    Optional<List<Adapter>> adapters,
    Optional<Speculation> speculation,
    Optional<GrammarUse> grammar) {
  /** No limit but the context. */
  public static final int UNLIMITED = -1;

  private static final int MOST_LOGPROBS = 1000;

  public GenerationOptions {
    stops = List.copyOf(stops);
    bannedStrings = List.copyOf(bannedStrings);
    adapters = adapters.map(List::copyOf);
    if (maxTokens < UNLIMITED) {
      throw new LlamajarException(
          "The most tokens to generate are %d; give 0 or more, or %d for no limit"
              .formatted(maxTokens, UNLIMITED));
    }
    if (logprobs.orElse(0) < 0 || logprobs.orElse(0) > MOST_LOGPROBS) {
      throw new LlamajarException(
          "The likeliest %d tokens were asked for; give a number from 0 to %d"
              .formatted(logprobs.getAsInt(), MOST_LOGPROBS));
    }
  }

  /** {@link Sampling#defaults}, no limit, no stop strings. */
  public static GenerationOptions defaults() {
    return new GenerationOptions(
        Sampling.defaults(),
        UNLIMITED,
        List.of(),
        List.of(),
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  public GenerationOptions withSampling(Sampling newSampling) {
    return new GenerationOptions(
        newSampling, maxTokens, stops, bannedStrings, logprobs, adapters, speculation, grammar);
  }

  public GenerationOptions withMaxTokens(int newMaxTokens) {
    return new GenerationOptions(
        sampling, newMaxTokens, stops, bannedStrings, logprobs, adapters, speculation, grammar);
  }

  public GenerationOptions withStops(String... newStops) {
    return new GenerationOptions(
        sampling,
        maxTokens,
        List.of(newStops),
        bannedStrings,
        logprobs,
        adapters,
        speculation,
        grammar);
  }

  public GenerationOptions withBannedStrings(String... newBanned) {
    return new GenerationOptions(
        sampling, maxTokens, stops, List.of(newBanned), logprobs, adapters, speculation, grammar);
  }

  public GenerationOptions withLogprobs(int likeliest) {
    return new GenerationOptions(
        sampling,
        maxTokens,
        stops,
        bannedStrings,
        OptionalInt.of(likeliest),
        adapters,
        speculation,
        grammar);
  }

  public GenerationOptions withAdapters(List<Adapter> newAdapters) {
    return new GenerationOptions(
        sampling,
        maxTokens,
        stops,
        bannedStrings,
        logprobs,
        Optional.of(newAdapters),
        speculation,
        grammar);
  }

  public GenerationOptions withSpeculation(Speculation newSpeculation) {
    return new GenerationOptions(
        sampling,
        maxTokens,
        stops,
        bannedStrings,
        logprobs,
        adapters,
        Optional.of(newSpeculation),
        grammar);
  }

  /** All of the text must match this grammar. */
  public GenerationOptions withGrammar(Grammar newGrammar) {
    return withGrammar(new GrammarUse(newGrammar, List.of()));
  }

  /** From a trigger on, the text must match a grammar. */
  public GenerationOptions withGrammar(GrammarUse use) {
    return new GenerationOptions(
        sampling,
        maxTokens,
        stops,
        bannedStrings,
        logprobs,
        adapters,
        speculation,
        Optional.of(use));
  }
}
