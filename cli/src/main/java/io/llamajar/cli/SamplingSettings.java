package io.llamajar.cli;

import io.llamajar.GenerationOptions;
import io.llamajar.LlamajarException;
import io.llamajar.sampling.Sampling;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/**
 * How text is generated: the options of commands that write; names and defaults are llama.cpp's.
 */
final class SamplingSettings {
  private static final long RANDOM = -1;

  @Option(
      names = {"-n", "--max-tokens"},
      paramLabel = "N",
      description = "write at most so many tokens; -1: as many as the context takes (default)")
  private int maxTokens = GenerationOptions.UNLIMITED;

  @Option(
      names = "--stop",
      paramLabel = "TEXT",
      description = "end before this text; may be repeated")
  private List<String> stops = new ArrayList<>();

  @Option(
      names = "--banned-string",
      paramLabel = "TEXT",
      description = "never write this text, but go another way; may be repeated")
  private List<String> banned = new ArrayList<>();

  @Option(
      names = "--temp",
      paramLabel = "X",
      description = "chance: 0 always takes the likeliest token (default: ${DEFAULT-VALUE})")
  private double temperature = Sampling.DEFAULT_TEMPERATURE;

  @Option(
      names = "--top-k",
      paramLabel = "N",
      description = "only the N likeliest tokens; 0: all (default: ${DEFAULT-VALUE})")
  private int topK = Sampling.DEFAULT_TOP_K;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      description =
          "only the likeliest tokens that together have this probability (default:"
              + " ${DEFAULT-VALUE})")
  private double topP = Sampling.DEFAULT_TOP_P;

  @Option(
      names = "--min-p",
      paramLabel = "P",
      description =
          "only tokens at least this probable beside the likeliest (default: ${DEFAULT-VALUE})")
  private double minP = Sampling.DEFAULT_MIN_P;

  @Option(
      names = "--repeat-penalty",
      paramLabel = "X",
      description = "divide the logits of recent tokens; 1: off (default: ${DEFAULT-VALUE})")
  private double repeatPenalty = 1;

  @Option(
      names = "--repeat-last-n",
      paramLabel = "N",
      description = "how many tokens the penalties look back (default: ${DEFAULT-VALUE})")
  private int repeatLastN = Sampling.DEFAULT_REPEAT_LAST_N;

  @Option(
      names = "--frequency-penalty",
      paramLabel = "X",
      description = "subtract from a logit for each recent use (default: ${DEFAULT-VALUE})")
  private double frequencyPenalty;

  @Option(
      names = "--presence-penalty",
      paramLabel = "X",
      description = "subtract once from the logits of recent tokens (default: ${DEFAULT-VALUE})")
  private double presencePenalty;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "the same seed gives the same text; -1: a random one (default)")
  private long seed = RANDOM;

  GenerationOptions options() {
    if (stops.contains("")) {
      throw new UsageException("The text after --stop is empty");
    }
    if (banned.contains("")) {
      throw new UsageException("The text after --banned-string is empty");
    }
    try {
      return GenerationOptions.defaults()
          .withSampling(sampling())
          .withMaxTokens(maxTokens)
          .withStops(stops.toArray(String[]::new))
          .withBannedStrings(banned.toArray(String[]::new));
    } catch (LlamajarException e) {
      throw new UsageException(e);
    }
  }

  private Sampling sampling() {
    Sampling.Builder sampling =
        Sampling.builder()
            .temperature(temperature)
            .topK(topK)
            .topP(topP)
            .minP(minP)
            .repeatPenalty(repeatPenalty)
            .repeatLastN(repeatLastN)
            .frequencyPenalty(frequencyPenalty)
            .presencePenalty(presencePenalty);
    return seed == RANDOM ? sampling.build() : sampling.seed(seed).build();
  }
}
