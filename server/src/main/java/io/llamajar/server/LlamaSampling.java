package io.llamajar.server;

import io.llamajar.sampling.Sampling;
import io.llamajar.tokenizer.Specials;
import io.llamajar.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoublePredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Reads how tokens are picked, by llama.cpp's own fields. */
record LlamaSampling(Fields fields, Tokenizer tokenizer) {
  /** The samplers that there are, in the order in which they are applied. */
  private static final List<String> ORDER =
      List.of("penalties", "top_k", "top_p", "min_p", "temperature");

  /** Those that there are not. */
  private static final List<String> ABSENT =
      List.of("dry", "top_n_sigma", "typ_p", "typical_p", "xtc", "adaptive_p");

  /** What would change the text but is not done here, and when it would change nothing. */
  private static final Map<String, Predicate<Object>> WITHOUT =
      Map.ofEntries(
          number("mirostat", value -> value <= 0),
          number("typical_p", value -> value >= 1),
          number("dry_multiplier", value -> value <= 0),
          number("xtc_probability", value -> value <= 0),
          number("dynatemp_range", value -> value <= 0),
          number("top_n_sigma", value -> value <= 0),
          number("adaptive_target", value -> value < 0),
          number("min_keep", value -> value <= 0),
          Map.entry("grammar", ""::equals),
          Map.entry("json_schema", value -> false),
          Map.entry("image_data", List.of()::equals),
          Map.entry("post_sampling_probs", Boolean.FALSE::equals));

  private static Map.Entry<String, Predicate<Object>> number(String field, DoublePredicate off) {
    return Map.entry(
        field, value -> value instanceof Number number && off.test(number.doubleValue()));
  }

  Sampling read() {
    WITHOUT.forEach(this::refuse);
    Sampling.Builder sampling = SamplingFields.read(fields, this::tokens).toBuilder();
    if (fields.value("samplers").orElse("") instanceof List<?>) {
      leaveOut(fields.texts("samplers", 64), sampling);
    } else if (fields.has("samplers")) {
      throw fields.wrong("samplers", "a list of names");
    }
    return fields.flag("ignore_eos", false) ? endless(sampling.build()) : sampling.build();
  }

  private void refuse(String field, Predicate<Object> isOff) {
    Optional<Object> value = fields.value(field);
    if (value.isPresent() && !isOff.test(value.get())) {
      throw ApiException.field(
          field, "%s is not supported here; leave it out".formatted(fields.name(field)));
    }
  }

  /** A bias may be given to all tokens of a text. */
  private int[] tokens(String text) {
    return tokenizer.encode(text, Specials.NONE);
  }

  /** Samplers that are not named are not used; those that are, in our order only. */
  private void leaveOut(List<String> named, Sampling.Builder sampling) {
    List<String> known = new ArrayList<>(named);
    known.removeAll(ABSENT); // which do nothing anyway, as was just made sure of
    List<String> ordered = ORDER.stream().filter(known::contains).toList();
    if (!known.equals(ordered)) {
      throw fields.wrong("samplers", "each once and in this order: " + String.join(", ", ORDER));
    }
    for (String sampler : ORDER) {
      if (!known.contains(sampler)) {
        switchOff(sampler, sampling);
      }
    }
  }

  private static void switchOff(String sampler, Sampling.Builder sampling) {
    switch (sampler) {
      case "penalties" -> sampling.repeatLastN(0);
      case "top_k" -> sampling.topK(0);
      case "top_p" -> sampling.topP(1);
      case "min_p" -> sampling.minP(0);
      default -> sampling.temperature(1);
    }
  }

  private Sampling endless(Sampling sampling) {
    Map<Integer, Float> biases = new HashMap<>(sampling.logitBias());
    IntStream.range(0, tokenizer.vocabularySize())
        .filter(tokenizer::endsGeneration)
        .forEach(token -> biases.put(token, Float.NEGATIVE_INFINITY));
    return sampling.toBuilder().logitBias(biases).build();
  }
}
