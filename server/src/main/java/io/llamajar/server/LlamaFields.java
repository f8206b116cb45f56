package io.llamajar.server;

import io.llamajar.Adapter;
import io.llamajar.GenerationOptions;
import io.llamajar.Model;
import io.llamajar.chat.Json;
import io.llamajar.sampling.Sampling;
import io.llamajar.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * How a text is generated, by llama.cpp's own fields.
 *
 * @param likeliest how many likely tokens to tell beside each; none to tell nothing
 * @param tokens whether the tokens of the text are wanted
 * @param stream whether the text is to come piece by piece
 */
record LlamaFields(
    GenerationOptions options, OptionalInt likeliest, boolean tokens, boolean stream) {
  private static final int MOST_LIKELIEST = 100;
  private static final int MOST_ADAPTERS = 64;

  /** What this engine does not do, and the values with which nothing would be done. */
  private static final Map<String, List<Object>> WITHOUT =
      Map.ofEntries(
          Map.entry("mirostat", List.of(0L)),
          Map.entry("typical_p", List.of(1L, 1.0)),
          Map.entry("dry_multiplier", List.of(0L, 0.0)),
          Map.entry("xtc_probability", List.of(0L, 0.0)),
          Map.entry("dynatemp_range", List.of(0L, 0.0)),
          Map.entry("n_indent", List.of(0L)),
          Map.entry("grammar", List.of("")),
          Map.entry("json_schema", List.of()),
          Map.entry("post_sampling_probs", List.of(false)));

  static LlamaFields read(Fields fields, Model model, RequestLimits limits) {
    WITHOUT.forEach((field, neutral) -> {
      Optional<Object> value = fields.value(field);
      if (value.isPresent() && !neutral.contains(value.get())) {
        throw ApiException.field(
            field, "%s is not supported here; leave it out".formatted(fields.name(field)));
      }
    });
    OptionalInt most = fields.integer("n_predict", -2, Integer.MAX_VALUE);
    if (most.isEmpty()) {
      most = fields.integer("max_tokens", -2, Integer.MAX_VALUE);
    }
    OptionalInt likeliest = fields.integer("n_probs", 0, MOST_LIKELIEST);
    if (likeliest.orElse(0) == 0) {
      likeliest = OptionalInt.empty();
    }
    GenerationOptions options =
        GenerationOptions.defaults()
            .withSampling(sampling(fields, model.tokenizer()))
            .withMaxTokens(limits.tokens(most))
            .withStops(CompletionFields.stops(fields, "stop", limits));
    boolean wantsTokens = fields.flag("return_tokens", false);
    boolean streams = fields.flag("stream", false);
    if (likeliest.isPresent() || (wantsTokens && streams)) {
      options = options.withLogprobs(likeliest.orElse(0)); // pieces come with their tokens then
    }
    if (fields.has("lora")) {
      options = options.withAdapters(adapters(fields, "lora", model));
    }
    return new LlamaFields(options, likeliest, wantsTokens, streams);
  }

  private static Sampling sampling(Fields fields, Tokenizer tokenizer) {
    Sampling sampling = SamplingFields.read(fields);
    if (!fields.flag("ignore_eos", false)) {
      return sampling;
    }
    Map<Integer, Float> biases = new HashMap<>(sampling.logitBias());
    IntStream.range(0, tokenizer.vocabularySize())
        .filter(tokenizer::endsGeneration)
        .forEach(token -> biases.put(token, Float.NEGATIVE_INFINITY));
    return sampling.toBuilder().logitBias(biases).build();
  }

  /** Some of a model's adapters, each by its number and how much of it; no others. */
  static List<Adapter> adapters(Fields fields, String field, Model model) {
    List<Adapter> adapters = new ArrayList<>();
    for (Fields wanted : fields.objects(field, MOST_ADAPTERS)) {
      int count = model.adapters().size();
      int id =
          wanted.integer("id", 0, Math.max(0, count - 1)).orElseThrow(() -> wanted.missing("id"));
      if (count == 0) {
        throw ApiException.field(field, "There are no adapters here; start with --lora FILE");
      }
      double scale = wanted.number("scale", -1000, 1000).orElse(0);
      if (scale != 0) {
        adapters.add(model.adapters().get(id).times(scale));
      }
    }
    return adapters;
  }

  /** As replies tell them. */
  static Map<String, Object> settings(GenerationOptions options) {
    Sampling sampling = options.sampling();
    return Json.object(
        "n_predict",
        options.maxTokens(),
        "max_tokens",
        options.maxTokens(),
        "temperature",
        sampling.temperature(),
        "top_k",
        sampling.topK(),
        "top_p",
        sampling.topP(),
        "min_p",
        sampling.minP(),
        "repeat_penalty",
        sampling.repeatPenalty(),
        "repeat_last_n",
        sampling.repeatLastN(),
        "frequency_penalty",
        sampling.frequencyPenalty(),
        "presence_penalty",
        sampling.presencePenalty(),
        "stop",
        options.stops(),
        "n_probs",
        options.logprobs().orElse(0));
  }
}
