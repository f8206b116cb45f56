package io.llamajar.server;

import io.llamajar.chat.jinja.None;
import io.llamajar.sampling.Sampling;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads how tokens are picked: the fields that OpenAI has, and those that llama.cpp and Ollama have
 * besides. Whatever a request does not say is as on the command line.
 */
final class SamplingFields {
  private static final int MOST_BIASES = 10_000;
  private static final int LONGEST_LOOK = 1 << 16; // tokens back

  private static final Pattern NUMBER = Pattern.compile("-?\\d+");

  private SamplingFields() {}

  static Sampling read(Fields fields) {
    return read(
        fields,
        text -> {
          throw Fields.wrong(fields.name("logit_bias"), text, "the numbers of tokens");
        });
  }

  /**
   * The same.
   *
   * @param tokens the tokens of a text that is to be biased; of others, their numbers are given
   */
  static Sampling read(Fields fields, Function<String, int[]> tokens) {
    Sampling.Builder sampling = Sampling.builder();
    fields.number("temperature", 0, 100).ifPresent(sampling::temperature);
    fields.integer("top_k", -1, Integer.MAX_VALUE).ifPresent(k -> sampling.topK(Math.max(0, k)));
    fields.number("top_p", 0, 1).ifPresent(sampling::topP);
    fields.number("min_p", 0, 1).ifPresent(sampling::minP);
    fields.number("repeat_penalty", 0.01, 100).ifPresent(sampling::repeatPenalty);
    fields
        .integer("repeat_last_n", -1, LONGEST_LOOK)
        .ifPresent(n -> sampling.repeatLastN(n < 0 ? LONGEST_LOOK : n)); // by custom, all of it
    fields.number("frequency_penalty", -100, 100).ifPresent(sampling::frequencyPenalty);
    fields.number("presence_penalty", -100, 100).ifPresent(sampling::presencePenalty);
    OptionalLong seed = fields.wholeNumber("seed", Long.MIN_VALUE, Long.MAX_VALUE);
    seed.ifPresent(s -> {
      if (s != -1) { // by llama.cpp's custom a random one
        sampling.seed(s);
      }
    });
    return sampling.logitBias(logitBias(fields, tokens)).build();
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
