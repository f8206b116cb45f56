package io.llamajar;

import io.llamajar.grammar.Grammar;
import io.llamajar.grammar.GrammarUse;
import io.llamajar.sampling.Sampling;
import io.llamajar.speculation.Speculation;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

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
 * @param shown control tokens that appear in the text all the same, by their texts: marks that tell
 *     whoever reads the answer what its parts are
 */
public record GenerationOptions(
    Sampling sampling,
    int maxTokens,
    List<String> stops,
    List<String> bannedStrings,
    OptionalInt logprobs,
    Optional<List<Adapter>> adapters,
    Optional<Speculation> speculation,
    Optional<GrammarUse> grammar,
    Set<String> shown) {
  /** No limit but the context. */
  public static final int UNLIMITED = -1;

  private static final int MOST_LOGPROBS = 1000;

  public GenerationOptions {
    stops = List.copyOf(stops);
    bannedStrings = List.copyOf(bannedStrings);
    adapters = adapters.map(List::copyOf);
    shown = Set.copyOf(shown);
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
        Optional.empty(),
        Set.of());
  }

  public GenerationOptions withSampling(Sampling newSampling) {
    return with(copy -> copy.sampling = newSampling);
  }

  public GenerationOptions withMaxTokens(int newMaxTokens) {
    return with(copy -> copy.maxTokens = newMaxTokens);
  }

  public GenerationOptions withStops(String... newStops) {
    return with(copy -> copy.stops = List.of(newStops));
  }

  public GenerationOptions withBannedStrings(String... newBanned) {
    return with(copy -> copy.bannedStrings = List.of(newBanned));
  }

  public GenerationOptions withLogprobs(int likeliest) {
    return with(copy -> copy.logprobs = OptionalInt.of(likeliest));
  }

  public GenerationOptions withAdapters(List<Adapter> newAdapters) {
    return with(copy -> copy.adapters = Optional.of(newAdapters));
  }

  public GenerationOptions withSpeculation(Speculation newSpeculation) {
    return with(copy -> copy.speculation = Optional.of(newSpeculation));
  }

  /** All of the text must match this grammar. */
  public GenerationOptions withGrammar(Grammar newGrammar) {
    return withGrammar(new GrammarUse(newGrammar, List.of()));
  }

  /** From a trigger on, the text must match a grammar. */
  public GenerationOptions withGrammar(GrammarUse use) {
    return with(copy -> copy.grammar = Optional.of(use));
  }

  /** Shows these control tokens and hides the others. */
  public GenerationOptions withShown(Set<String> newShown) {
    return with(copy -> copy.shown = newShown);
  }

  private GenerationOptions with(Consumer<Copy> change) {
    Copy copy = new Copy(this);
    change.accept(copy);
    return copy.options();
  }

  /** The same options, of which some may be changed. */
  private static final class Copy {
    private Sampling sampling;
    private int maxTokens;
    private List<String> stops;
    private List<String> bannedStrings;
    private OptionalInt logprobs;
    private Optional<List<Adapter>> adapters;
    private Optional<Speculation> speculation;
    private Optional<GrammarUse> grammar;
    private Set<String> shown;

    private Copy(GenerationOptions from) {
      sampling = from.sampling;
      maxTokens = from.maxTokens;
      stops = from.stops;
      bannedStrings = from.bannedStrings;
      logprobs = from.logprobs;
      adapters = from.adapters;
      speculation = from.speculation;
      grammar = from.grammar;
      shown = from.shown;
    }

    private GenerationOptions options() {
      return new GenerationOptions(
          sampling,
          maxTokens,
          stops,
          bannedStrings,
          logprobs,
          adapters,
          speculation,
          grammar,
          shown);
    }
  }
}
