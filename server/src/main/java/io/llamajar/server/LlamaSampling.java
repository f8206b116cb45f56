package io.llamajar.server;

import io.llamajar.sampling.Sampling;
import io.llamajar.tokenizer.Specials;
import io.llamajar.tokenizer.Tokenizer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Reads how tokens are picked, by llama.cpp's own fields. */
record LlamaSampling(Fields fields, Tokenizer tokenizer) {
  /** What would change the text but is not done here, and when it would change nothing. */
  private static final Map<String, Predicate<Object>> WITHOUT =
      Map.of(
          "image_data", List.of()::equals,
          "post_sampling_probs", Boolean.FALSE::equals);

  /** What a request says; what it does not is as usual. */
  Sampling read(Sampling usual) {
    WITHOUT.forEach(this::refuse);
    Sampling sampling = SamplingFields.read(fields, usual, this::tokens);
    return fields.flag("ignore_eos", false) ? endless(sampling) : sampling;
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

  private Sampling endless(Sampling sampling) {
    Map<Integer, Float> biases = new HashMap<>(sampling.logitBias());
    IntStream.range(0, tokenizer.vocabularySize())
        .filter(tokenizer::endsGeneration)
        .forEach(token -> biases.put(token, Float.NEGATIVE_INFINITY));
    return sampling.toBuilder().logitBias(biases).build();
  }
}
