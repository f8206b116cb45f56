package io.llamajar.server;

import io.llamajar.Adapter;
import io.llamajar.GenerationOptions;
import io.llamajar.Model;
import io.llamajar.chat.template.Json;
import io.llamajar.sampling.Sampling;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How texts are generated, by llama.cpp's own fields.
 *
 * @param choices how many texts for each prompt
 * @param likeliest how many likely tokens to tell beside each; 0 to tell nothing
 * @param wishes what a reply is to have besides
 * @param shown fields of the last reply that are wanted, with slashes between their names where
 *     they are within others; none for all
 */
record LlamaFields(
    GenerationOptions options,
    int choices,
    int likeliest,
    Set<Wish> wishes,
    LineLimits lines,
    List<String> shown) {
  private static final int MOST_LIKELIEST = 100;
  private static final int MOST_ADAPTERS = 64;
  private static final int MOST_SHOWN = 256;

  /** What a reply may have besides, by the field that asks for it. */
  enum Wish {
    STREAM("stream"),
    TOKENS("return_tokens"),
    TIMINGS("timings_per_token"),
    PROGRESS("return_progress");

    private final String field;

    Wish(String field) {
      this.field = field;
    }
  }

  static LlamaFields read(Fields fields, Model model, Turns turns) {
    int likeliest =
        fields.integer(first(fields, "n_probs", "logprobs"), 0, MOST_LIKELIEST).orElse(0);
    Set<Wish> wishes = EnumSet.noneOf(Wish.class);
    Stream.of(Wish.values()).filter(wish -> fields.flag(wish.field, false)).forEach(wishes::add);
    Sampling sampling =
        new LlamaSampling(fields, model.tokenizer()).read(turns.defaults().sampling());
    GenerationOptions options =
        Turns.formed(
            turns
                .options(fields, mostTokens(fields), sampling)
                .withSpeculation(SpeculationFields.read(fields, model.speculation())),
            turns.grammars().ofLlama(fields));
    if (likeliest > 0 || wishes.containsAll(Set.of(Wish.STREAM, Wish.TOKENS))) {
      options = options.withLogprobs(likeliest); // pieces come with their tokens then
    }
    if (fields.has("lora")) {
      options = options.withAdapters(adapters(fields, "lora", model));
    }
    return new LlamaFields(
        options,
        fields.integer(first(fields, "n_cmpl", "n"), 1, turns.limits().choices()).orElse(1),
        likeliest,
        wishes,
        LineLimits.read(fields),
        fields.texts("response_fields", MOST_SHOWN));
  }

  /** The first of several names of a field that is there, or the last. */
  private static String first(Fields fields, String... names) {
    return Stream.of(names).filter(fields::has).findFirst().orElse(names[names.length - 1]);
  }

  private static OptionalInt mostTokens(Fields fields) {
    String field = first(fields, "n_predict", "max_completion_tokens", "max_tokens");
    return fields.integer(field, -2, Integer.MAX_VALUE);
  }

  /** How one of a prompt's texts is generated: each by chances of its own. */
  GenerationOptions options(int choice) {
    return CompletionFields.options(options, choice);
  }

  boolean wants(Wish wish) {
    return wishes.contains(wish);
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
    Map<String, Object> settings =
        Json.object("n_predict", options.maxTokens(), "max_tokens", options.maxTokens());
    settings.putAll(SamplingFields.told(options.sampling()));
    settings.putAll(
        Json.object(
            "stop",
            options.stops(),
            "banned_strings",
            options.bannedStrings(),
            "grammar",
            options.grammar().map(use -> use.grammar().toString()).orElse(""),
            "speculative.types",
            options.speculation().map(SpeculationFields::types).orElse("none"),
            "n_probs",
            options.logprobs().orElse(0)));
    return settings;
  }
}
