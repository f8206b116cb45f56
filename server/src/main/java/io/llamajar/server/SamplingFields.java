package io.llamajar.server;

import io.llamajar.LlamajarException;
import io.llamajar.chat.jinja.None;
import io.llamajar.chat.template.Json;
import io.llamajar.sampling.Sampling;
import io.llamajar.sampling.SamplingStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads how tokens are picked: the fields that OpenAI has, and those that llama.cpp and Ollama have
 * besides. What a request does not say is as the server was started.
 */
final class SamplingFields {
  private static final int MOST_BIASES = 10_000;
  private static final int MOST_BREAKERS = 64;
  private static final int MOST_STEPS = 64;
  private static final long RANDOM = -1; // a seed, by llama.cpp's custom

  private static final Pattern NUMBER = Pattern.compile("-?\\d+");

  private SamplingFields() {}

  /** What a request says; what it does not is as usual. */
  static Sampling read(Fields fields, Sampling usual) {
    return read(
        fields,
        usual,
        text -> {
          throw Fields.wrong(fields.name("logit_bias"), text, "the numbers of tokens");
        });
  }

  /**
   * The same.
   *
   * @param tokens the tokens of a text that is to be biased; of others, their numbers are given
   */
  static Sampling read(Fields fields, Sampling usual, Function<String, int[]> tokens) {
    Sampling.Builder sampling = usual.toBuilder();
    readRepetition(fields, sampling);
    readCuts(fields, sampling);
    sampling.xtc(
        fields.number("xtc_probability", 0, 1).orElse(usual.xtc().probability()),
        fields.number("xtc_threshold", 0, 1).orElse(usual.xtc().threshold()));
    fields.number("temperature", 0, 100).ifPresent(sampling::temperature);
    sampling.temperatureRange(
        fields.number("dynatemp_range", 0, 100).orElse(usual.warmth().range()),
        fields.number("dynatemp_exponent", 0, 100).orElse(usual.warmth().exponent()));
    sampling.mirostat(mirostat(fields, usual.mirostat()));
    sampling.adaptive(
        fields.number("adaptive_target", -1, 1).orElse(usual.adaptive().target()),
        fields.number("adaptive_decay", 0, 0.99).orElse(usual.adaptive().decay()));
    sampling.dry(dry(fields, usual.dry()));
    fields.value("samplers").ifPresent(value -> sampling.steps(steps(fields, value)));
    readSeed(fields, sampling);
    if (fields.has("logit_bias")) {
      sampling.logitBias(logitBias(fields, tokens));
    }
    return sampling.build();
  }

  private static void readRepetition(Fields fields, Sampling.Builder sampling) {
    fields.number("repeat_penalty", 0.01, 100).ifPresent(sampling::repeatPenalty);
    fields
        .integer("repeat_last_n", Sampling.ALL, Sampling.MOST_LAST_N)
        .ifPresent(sampling::repeatLastN);
    fields.number("frequency_penalty", -100, 100).ifPresent(sampling::frequencyPenalty);
    fields.number("presence_penalty", -100, 100).ifPresent(sampling::presencePenalty);
  }

  private static void readCuts(Fields fields, Sampling.Builder sampling) {
    fields.integer("top_k", -1, Integer.MAX_VALUE).ifPresent(k -> sampling.topK(Math.max(0, k)));
    fields.number("top_p", 0, 1).ifPresent(sampling::topP);
    fields.number("min_p", 0, 1).ifPresent(sampling::minP);
    fields.number("typical_p", 0, 1).ifPresent(sampling::typicalP);
    fields.number("top_n_sigma", -1, 1000).ifPresent(sampling::topNSigma);
    fields.integer("min_keep", 0, Integer.MAX_VALUE).ifPresent(sampling::minKeep);
  }

  private static Sampling.Mirostat mirostat(Fields fields, Sampling.Mirostat usual) {
    return new Sampling.Mirostat(
        fields.integer("mirostat", 0, 2).orElse(usual.version()),
        fields.number("mirostat_tau", 0, 100).orElse(usual.entropy()),
        fields.number("mirostat_eta", 0, 10).orElse(usual.rate()));
  }

  private static Sampling.Dry dry(Fields fields, Sampling.Dry usual) {
    return new Sampling.Dry(
        fields.number("dry_multiplier", 0, 100).orElse(usual.multiplier()),
        fields.number("dry_base", 0, 100).orElse(usual.base()),
        fields.integer("dry_allowed_length", 0, Sampling.MOST_LAST_N).orElse(usual.allowedLength()),
        fields
            .integer("dry_penalty_last_n", Sampling.ALL, Sampling.MOST_LAST_N)
            .orElse(usual.lastN()),
        fields.has("dry_sequence_breakers")
            ? fields.texts("dry_sequence_breakers", MOST_BREAKERS)
            : usual.breakers());
  }

  private static void readSeed(Fields fields, Sampling.Builder sampling) {
    OptionalLong seed = fields.wholeNumber("seed", Long.MIN_VALUE, Long.MAX_VALUE);
    if (seed.orElse(0) == RANDOM) {
      sampling.randomSeed();
    } else {
      seed.ifPresent(sampling::seed);
    }
  }

  /** A list of names, or a string of letters. */
  private static List<SamplingStep> steps(Fields fields, Object value) {
    try {
      return value instanceof String letters
          ? SamplingStep.lettered(letters)
          : SamplingStep.named(fields.texts("samplers", MOST_STEPS));
    } catch (LlamajarException e) {
      throw ApiException.field(fields.name("samplers"), String.valueOf(e.getMessage()));
    }
  }

  /** How tokens are picked, as llama.cpp's replies tell it. */
  static Map<String, Object> told(Sampling sampling) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("seed", sampling.seed().orElse(RANDOM));
    told.put("temperature", sampling.warmth().temperature());
    told.put("dynatemp_range", sampling.warmth().range());
    told.put("dynatemp_exponent", sampling.warmth().exponent());
    Sampling.Cuts cuts = sampling.cuts();
    told.put("top_k", cuts.topK());
    told.put("top_p", cuts.topP());
    told.put("min_p", cuts.minP());
    told.put("top_n_sigma", cuts.topNSigma());
    told.put("xtc_probability", sampling.xtc().probability());
    told.put("xtc_threshold", sampling.xtc().threshold());
    told.put("typical_p", cuts.typicalP());
    Sampling.Repetition repetition = sampling.repetition();
    told.put("repeat_last_n", repetition.lastN());
    told.put("repeat_penalty", repetition.penalty());
    told.put("presence_penalty", repetition.presence());
    told.put("frequency_penalty", repetition.frequency());
    Sampling.Dry dry = sampling.dry();
    told.put("dry_multiplier", dry.multiplier());
    told.put("dry_base", dry.base());
    told.put("dry_allowed_length", dry.allowedLength());
    told.put("dry_penalty_last_n", dry.lastN());
    told.put("dry_sequence_breakers", dry.breakers());
    told.put("mirostat", sampling.mirostat().version());
    told.put("mirostat_tau", sampling.mirostat().entropy());
    told.put("mirostat_eta", sampling.mirostat().rate());
    told.put("adaptive_target", sampling.adaptive().target());
    told.put("adaptive_decay", sampling.adaptive().decay());
    told.put("min_keep", cuts.minKeep());
    told.put("samplers", sampling.steps().stream().map(SamplingStep::label).toList());
    told.put("logit_bias", toldBiases(sampling.logitBias()));
    return told;
  }

  /** A token that never comes has no number in JSON, but what requests say for it. */
  private static List<Object> toldBiases(Map<Integer, Float> biases) {
    List<Object> told = new ArrayList<>();
    new TreeMap<>(biases)
        .forEach((token, bias) ->
            told.add(Json.object("token", token, "bias", Float.isFinite(bias) ? bias : false)));
    return told;
  }

  /** OpenAI's object of tokens and biases, or llama.cpp's list of pairs. */
  private static Map<Integer, Float> logitBias(Fields fields, Function<String, int[]> tokens) {
    Map<Integer, Float> biases = new HashMap<>();
    biases(fields)
        .forEach((what, bias) -> {
          float amount = amount(fields, bias);
          for (int token :
              NUMBER.matcher(what).matches() ? number(fields, what) : tokens.apply(what)) {
            biases.put(token, amount);
          }
        });
    return biases;
  }

  private static Map<String, Object> biases(Fields fields) {
    Map<String, Object> biases = new LinkedHashMap<>();
    if (fields.value("logit_bias").orElse(None.NONE) instanceof List<?>) {
      for (Object pair : fields.list("logit_bias", MOST_BIASES)) {
        if (!(pair instanceof List<?> list) || list.size() != 2) {
          throw Fields.wrong(fields.name("logit_bias"), pair, "pairs of a token and its bias");
        }
        biases.put(String.valueOf(list.getFirst()), list.getLast());
      }
    } else {
      fields
          .object("logit_bias")
          .ifPresent(object ->
              object.tree().forEach((token, bias) -> biases.put(String.valueOf(token), bias)));
    }
    return biases;
  }

  private static float amount(Fields fields, Object bias) {
    double amount =
        switch (bias) {
          case Long whole -> whole;
          case Double real -> real;
          case Boolean wanted when !wanted -> Double.NEGATIVE_INFINITY;
          default -> Double.NaN;
        };
    if (!(amount >= -100 && amount <= 100) && amount != Double.NEGATIVE_INFINITY) {
      throw Fields.wrong(fields.name("logit_bias"), bias, "biases from -100 to 100");
    }
    return (float) amount;
  }

  private static int[] number(Fields fields, String token) {
    try {
      return new int[] {Integer.parseInt(token)};
    } catch (NumberFormatException e) {
      throw Fields.wrong(fields.name("logit_bias"), token, "the numbers of tokens");
    }
  }
}
