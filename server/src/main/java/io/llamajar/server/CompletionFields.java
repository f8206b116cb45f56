package io.llamajar.server;

import io.llamajar.GenerationOptions;
import io.llamajar.sampling.Sampling;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * What OpenAI's chat and plain completions have in common of what a request says.
 *
 * @param options how each text is generated
 * @param choices how many texts
 * @param stream whether they are to come piece by piece
 * @param usage whether a stream is to end with what it took
 */
record CompletionFields(GenerationOptions options, int choices, boolean stream, boolean usage) {

  static CompletionFields read(Fields fields, Turns turns) {
    checkModalities(fields);
    GenerationOptions options =
        Turns.formed(
            turns.options(fields, maxTokens(fields, turns.limits())),
            turns.grammars().ofChat(fields));
    boolean usage =
        fields.object("stream_options").map(o -> o.flag("include_usage", false)).orElse(false);
    return new CompletionFields(
        options,
        fields.integer("n", 1, turns.limits().choices()).orElse(1),
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

  /** By the present name, the one before, or llama.cpp's. */
  private static OptionalInt maxTokens(Fields fields, RequestLimits limits) {
    return Stream.of("max_completion_tokens", "max_tokens", "n_predict")
        .map(field -> fields.integer(field, -1, limits.tokens()))
        .flatMapToInt(OptionalInt::stream)
        .findFirst();
  }

  /** The same, but each token comes with so many likely ones. */
  CompletionFields withLogprobs(int likeliest) {
    return new CompletionFields(options.withLogprobs(likeliest), choices, stream, usage);
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
