package io.llamajar.cli;

import io.llamajar.GenerationOptions;
import io.llamajar.LlamajarException;
import io.llamajar.sampling.Sampling;
import io.llamajar.sampling.SamplingStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * How text is generated: the options of commands that write; names and defaults are llama.cpp's.
 */
final class SamplingSettings {
  private static final long RANDOM = -1;
  private static final Sampling.Cuts CUTS = Sampling.defaults().cuts();
  private static final Pattern BIAS = Pattern.compile("(\\d{1,9})([+-](?:\\d+(?:\\.\\d*)?|inf))");

  @Option(
      names = {"--stop", "-r", "--reverse-prompt"},
      paramLabel = "TEXT",
      description = "end before this text; may be repeated")
  private List<String> stops = new ArrayList<>();

  @Option(
      names = "--banned-string",
      paramLabel = "TEXT",
      description = "never write this text, but go another way; may be repeated")
  private List<String> banned = new ArrayList<>();

  @Option(
      names = {"--temp", "--temperature"},
      paramLabel = "X",
      description = "chance: 0 always takes the likeliest token (default: ${DEFAULT-VALUE})")
  private double temperature = Sampling.DEFAULT_TEMPERATURE;

  @Option(
      names = "--dynatemp-range",
      paramLabel = "X",
      description =
          "the temperature goes so far up or down by how open the next token is (default:"
              + " ${DEFAULT-VALUE})")
  private double temperatureRange;

  @Option(
      names = "--dynatemp-exp",
      paramLabel = "X",
      description = "bends its way from least to most (default: ${DEFAULT-VALUE})")
  private double temperatureExponent = 1;

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
      names = {"--top-nsigma", "--top-n-sigma"},
      paramLabel = "X",
      description =
          "only logits at most so many standard deviations below the best; 0: all (default:"
              + " ${DEFAULT-VALUE})")
  private double topNSigma = CUTS.topNSigma();

  @Option(
      names = {"--typical", "--typical-p"},
      paramLabel = "P",
      description =
          "only the tokens nearest to the expected surprise that together have this probability;"
              + " 1: all (default: ${DEFAULT-VALUE})")
  private double typicalP = CUTS.typicalP();

  @Option(
      names = "--min-keep",
      paramLabel = "N",
      description =
          "top-p, min-p, typical and XTC leave at least N tokens (default: ${DEFAULT-VALUE})")
  private int minKeep = CUTS.minKeep();

  @Option(
      names = "--xtc-probability",
      paramLabel = "P",
      description =
          "how often to leave out the top choices but the last; 0: never (default:"
              + " ${DEFAULT-VALUE})")
  private double xtcProbability = Sampling.Xtc.OFF.probability();

  @Option(
      names = "--xtc-threshold",
      paramLabel = "P",
      description = "tokens this probable are top choices (default: ${DEFAULT-VALUE})")
  private double xtcThreshold = Sampling.Xtc.OFF.threshold();

  @Option(
      names = "--mirostat",
      paramLabel = "N",
      description =
          "1 or 2: this version of mirostat, and no other sampler but the temperature; 0: off"
              + " (default: ${DEFAULT-VALUE})")
  private int mirostat = Sampling.Mirostat.OFF.version();

  @Option(
      names = "--mirostat-ent",
      paramLabel = "X",
      description = "the surprise in bits that it aims at (default: ${DEFAULT-VALUE})")
  private double mirostatEntropy = Sampling.Mirostat.OFF.entropy();

  @Option(
      names = "--mirostat-lr",
      paramLabel = "X",
      description = "how fast it learns (default: ${DEFAULT-VALUE})")
  private double mirostatRate = Sampling.Mirostat.OFF.rate();

  @Option(
      names = "--adaptive-target",
      paramLabel = "P",
      description =
          "prefer tokens of about this probability; negative: off (default: ${DEFAULT-VALUE})")
  private double adaptiveTarget = Sampling.Adaptive.OFF.target();

  @Option(
      names = "--adaptive-decay",
      paramLabel = "X",
      description = "how much of the past that takes into account (default: ${DEFAULT-VALUE})")
  private double adaptiveDecay = Sampling.Adaptive.OFF.decay();

  @Mixin private final RepetitionSettings repetition = new RepetitionSettings();

  @Option(
      names = "--samplers",
      paramLabel = "NAMES",
      description = "which samplers to use, in this order, with semicolons between; default: all")
  private Optional<String> names = Optional.empty();

  @Option(
      names = {"--sampler-seq", "--sampling-seq"},
      paramLabel = "LETTERS",
      description = "the same by their letters (default: edskypmxta)")
  private Optional<String> letters = Optional.empty();

  @Option(
      names = {"-l", "--logit-bias"},
      paramLabel = "TOKEN(+|-)X",
      description = "make a token likelier (15043+1) or less likely (15043-1); may be repeated")
  private List<String> biases = new ArrayList<>();

  @Option(
      names = {"-s", "--seed"},
      paramLabel = "N",
      description = "the same seed gives the same text; -1: a random one (default)")
  private long seed = RANDOM;

  @Mixin private final GrammarSettings grammar = new GrammarSettings();

  /**
   * As these options say it.
   *
   * @param maxTokens the most to write; -1 for as many as the context takes
   */
  GenerationOptions options(int maxTokens) {
    if (stops.contains("")) {
      throw new UsageException("The text after --stop is empty");
    }
    if (banned.contains("")) {
      throw new UsageException("The text after --banned-string is empty");
    }
    try {
      GenerationOptions options =
          GenerationOptions.defaults()
              .withSampling(sampling())
              .withMaxTokens(maxTokens)
              .withStops(stops.toArray(String[]::new))
              .withBannedStrings(banned.toArray(String[]::new));
      return grammar.read().map(options::withGrammar).orElse(options);
    } catch (LlamajarException e) {
      throw new UsageException(e);
    }
  }

  private Sampling sampling() {
    Sampling.Builder sampling =
        Sampling.builder()
            .temperature(temperature)
            .temperatureRange(temperatureRange, temperatureExponent)
            .topK(Math.max(0, topK)) // by llama.cpp's custom -1 is all, too
            .topP(topP)
            .minP(minP)
            .topNSigma(topNSigma)
            .typicalP(typicalP)
            .minKeep(minKeep)
            .xtc(xtcProbability, xtcThreshold)
            .mirostat(new Sampling.Mirostat(mirostat, mirostatEntropy, mirostatRate))
            .adaptive(adaptiveTarget, adaptiveDecay)
            .logitBias(logitBias());
    repetition.apply(sampling);
    if (names.isPresent() && letters.isPresent()) {
      throw new UsageException("Give samplers either with --samplers or with --sampler-seq");
    }
    names.map(SamplingSettings::steps).ifPresent(sampling::steps);
    letters.map(SamplingStep::lettered).ifPresent(sampling::steps);
    return seed == RANDOM ? sampling.build() : sampling.seed(seed).build();
  }

  private static List<SamplingStep> steps(String names) {
    return names.isEmpty() ? List.of() : SamplingStep.named(List.of(names.split(";")));
  }

  private Map<Integer, Float> logitBias() {
    Map<Integer, Float> amounts = new HashMap<>();
    for (String bias : biases) {
      Matcher matcher = BIAS.matcher(bias);
      if (!matcher.matches()) {
        throw new UsageException(
            "The logit bias %s is none; give a token's number, + or -, and how much"
                .formatted(bias));
      }
      String amount = matcher.group(2).replace("inf", "Infinity");
      amounts.put(Integer.valueOf(matcher.group(1)), Float.valueOf(amount));
    }
    return amounts;
  }
}
