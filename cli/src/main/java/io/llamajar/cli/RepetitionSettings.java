package io.llamajar.cli;

import io.llamajar.sampling.Sampling;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/**
 * What keeps texts from repeating themselves: options of commands that write, by llama.cpp's names.
 */
final class RepetitionSettings {
  private static final Sampling.Dry OFF = Sampling.Dry.OFF;
  private static final String NONE = "none";

  @Option(
      names = "--repeat-penalty",
      paramLabel = "X",
      description = "divide the logits of recent tokens; 1: off (default: ${DEFAULT-VALUE})")
  private double repeatPenalty = 1;

  @Option(
      names = "--repeat-last-n",
      paramLabel = "N",
      description =
          "how many tokens the penalties look back; -1: over all (default: ${DEFAULT-VALUE})")
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
      names = "--dry-multiplier",
      paramLabel = "X",
      description =
          "subtract this from what would go on with a repeated sequence; 0: off (default:"
              + " ${DEFAULT-VALUE})")
  private double dryMultiplier = OFF.multiplier();

  @Option(
      names = "--dry-base",
      paramLabel = "X",
      description = "... times this for each token more that it has (default: ${DEFAULT-VALUE})")
  private double dryBase = OFF.base();

  @Option(
      names = "--dry-allowed-length",
      paramLabel = "N",
      description = "... than these, which are free (default: ${DEFAULT-VALUE})")
  private int dryAllowedLength = OFF.allowedLength();

  @Option(
      names = "--dry-penalty-last-n",
      paramLabel = "N",
      description = "how many tokens DRY looks back; -1: over all (default: ${DEFAULT-VALUE})")
  private int dryPenaltyLastN = OFF.lastN();

  @Option(
      names = "--dry-sequence-breaker",
      paramLabel = "TEXT",
      description =
          "no sequence goes on over this text; may be repeated, and with \"none\" nothing ends them"
              + " (default: \\n, :, \", *)")
  private List<String> dryBreakers = new ArrayList<>();

  void apply(Sampling.Builder sampling) {
    sampling
        .repeatPenalty(repeatPenalty)
        .repeatLastN(repeatLastN)
        .frequencyPenalty(frequencyPenalty)
        .presencePenalty(presencePenalty)
        .dry(
            new Sampling.Dry(
                dryMultiplier, dryBase, dryAllowedLength, dryPenaltyLastN, breakers()));
  }

  /** As with llama.cpp, those before "none" do not count. */
  private List<String> breakers() {
    return dryBreakers.isEmpty()
        ? OFF.breakers()
        : dryBreakers.subList(1 + dryBreakers.lastIndexOf(NONE), dryBreakers.size()).stream()
            .map(RepetitionSettings::unescaped)
            .toList();
  }

  private static String unescaped(String text) {
    try {
      return text.translateEscapes();
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "The text %s after --dry-sequence-breaker has an unknown escape; write \\\\ for \\"
              .formatted(text));
    }
  }
}
