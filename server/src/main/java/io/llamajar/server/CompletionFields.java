package io.llamajar.server;

import io.llamajar.GenerationOptions;
import io.llamajar.sampling.Sampling;
import java.util.List;
import java.util.OptionalInt;

/**
 * What OpenAI's chat and plain completions have in common of what a request says.
 *
 * @param options how each text is generated
 * @param choices how many texts
 * @param stream whether they are to come piece by piece
 * @param usage whether a stream is to end with what it took
 */
record CompletionFields(GenerationOptions options, int choices, boolean stream, boolean usage) {

  static CompletionFields read(Fields fields, RequestLimits limits) {
    checkModalities(fields);
    GenerationOptions options =
        GenerationOptions.defaults()
            .withSampling(SamplingFields.read(fields))
            .withMaxTokens(maxTokens(fields, limits))
            .withStops(stops(fields, "stop", limits))
            .withBannedStrings(banned(fields, limits));
    boolean usage =
        fields.object("stream_options").map(o -> o.flag("include_usage", false)).orElse(false);
    return new CompletionFields(
        options,
        fields.integer("n", 1, limits.choices()).orElse(1),
        fields.flag("stream", false),
        usage);
  }

  private static void checkModalities(Fields fields) {
    fields.texts("modalities", 8).stream()
        .filter(modality -> !modality.equals("text"))
        .findFirst()
        .ifPresent(modality -> {
          throw Fields.wrong("modalities", modality, "\"text\" only");
        });
  }

  private static int maxTokens(Fields fields, RequestLimits limits) {
    OptionalInt current = fields.integer("max_completion_tokens", -1, limits.tokens());
    return limits.tokens(
        current.isPresent() ? current : fields.integer("max_tokens", -1, limits.tokens()));
  }

  /** Texts to go around; no API but this has them. */
  static String[] banned(Fields fields, RequestLimits limits) {
    return stops(fields, "banned_strings", limits);
  }

  /** Texts to stop before, or to go around; those that are empty cannot be meant. */
  static String[] stops(Fields fields, String field, RequestLimits limits) {
    List<String> stops = fields.texts(field, limits.stops());
    return stops.stream().filter(stop -> !stop.isEmpty()).toArray(String[]::new);
  }

  /** The same, but each token comes with so many likely ones. */
  CompletionFields withLogprobs(int likeliest) {
    return new CompletionFields(options.withLogprobs(likeliest), choices, stream, usage);
  }

  CompletionFields withOptions(GenerationOptions newOptions) {
    return new CompletionFields(newOptions, choices, stream, usage);
  }

  /** How one of the texts is generated: each by chances of its own, even if a seed is given. */
  GenerationOptions options(int choice) {
    return options(options, choice);
  }

  static GenerationOptions options(GenerationOptions options, int choice) {
    Sampling sampling = options.sampling();
    return sampling.seed().isEmpty()
        ? options
        : options.withSampling(
            sampling.toBuilder().seed(sampling.seed().getAsLong() + choice).build());
  }
}
