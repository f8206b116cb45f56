package io.llamajar.cli;

import static java.util.Map.entry;

import io.llamajar.GenerationOptions;
import io.llamajar.LlamajarException;
import io.llamajar.chat.Json;
import io.llamajar.chat.jinja.None;
import io.llamajar.chat.schema.JsonSchema;
import io.llamajar.grammar.Grammar;
import io.llamajar.sampling.Sampling;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/**
 * Reads how a line of a batch wants its text: by the names of OpenAI's API and of llama.cpp's. What
 * it does not say is as on the command line; what cannot be done is refused.
 */
final class BatchFields {
  /** What somebody says for a field, put into the options. */
  private interface Field extends BiFunction<GenerationOptions, Object, GenerationOptions> {}

  private static final long RANDOM_SEED = -1;

  private static final Map<String, Field> FIELDS =
      Map.ofEntries(
          entry("max_tokens", BatchFields::maxTokens),
          entry("max_completion_tokens", BatchFields::maxTokens),
          entry("n_predict", BatchFields::maxTokens),
          entry("temperature", number(Sampling.Builder::temperature)),
          entry("top_p", number(Sampling.Builder::topP)),
          entry("min_p", number(Sampling.Builder::minP)),
          entry("typical_p", number(Sampling.Builder::typicalP)),
          entry("top_n_sigma", number(Sampling.Builder::topNSigma)),
          entry("repeat_penalty", number(Sampling.Builder::repeatPenalty)),
          entry("frequency_penalty", number(Sampling.Builder::frequencyPenalty)),
          entry("presence_penalty", number(Sampling.Builder::presencePenalty)),
          entry("top_k", whole((sampling, n) -> sampling.topK((int) Math.max(0, n)))),
          entry("repeat_last_n", whole((sampling, n) -> sampling.repeatLastN(n.intValue()))),
          entry("seed", whole(BatchFields::seed)),
          entry("stop", (options, value) -> options.withStops(texts(value))),
          entry("banned_strings", (options, value) -> options.withBannedStrings(texts(value))),
          entry("grammar", (options, value) -> options.withGrammar(gbnf(value))),
          entry("json_schema", (options, value) -> options.withGrammar(schema(value))),
          entry("response_format", BatchFields::format),
          entry("n", BatchFields::one));

  private static final Set<String> GRAMMARS = Set.of("grammar", "json_schema", "response_format");

  // What is asked and what it is called, and what changes nothing here.
  private static final Set<String> OTHERS =
      Set.of(
          "prompt",
          "messages",
          "system",
          "id",
          "custom_id",
          "model",
          "stream",
          "user",
          "store",
          "metadata",
          "service_tier");

  private BatchFields() {}

  static GenerationOptions read(Map<?, ?> body, GenerationOptions usual) {
    if (GRAMMARS.stream().filter(body::containsKey).count() > 1) {
      throw new LlamajarException("The line has several of %s; give one".formatted(GRAMMARS));
    }
    GenerationOptions options = usual;
    for (Map.Entry<?, ?> field : body.entrySet()) {
      String name = String.valueOf(field.getKey());
      if (!OTHERS.contains(name) && !(field.getValue() instanceof None)) {
        options = put(name, field.getValue(), options);
      }
    }
    return options;
  }

  private static GenerationOptions put(String name, Object value, GenerationOptions options) {
    Field field = FIELDS.get(name);
    if (field == null) {
      throw new LlamajarException(
          "A batch knows no field \"%s\"; leave it out, or use the server".formatted(name));
    }
    try {
      return field.apply(options, value);
    } catch (ClassCastException | ArithmeticException e) {
      throw new LlamajarException(
          "The field \"%s\" cannot be %s; correct it".formatted(name, Json.write(value)), e);
    }
  }

  private static Field number(BiConsumer<Sampling.Builder, Double> setter) {
    return (options, value) -> {
      Sampling.Builder sampling = options.sampling().toBuilder();
      setter.accept(sampling, ((Number) value).doubleValue());
      return options.withSampling(sampling.build());
    };
  }

  private static Field whole(BiConsumer<Sampling.Builder, Long> setter) {
    return (options, value) -> {
      Sampling.Builder sampling = options.sampling().toBuilder();
      setter.accept(sampling, (Long) value);
      return options.withSampling(sampling.build());
    };
  }

  private static void seed(Sampling.Builder sampling, Long seed) {
    if (seed != RANDOM_SEED) {
      sampling.seed(seed);
    }
  }

  private static GenerationOptions maxTokens(GenerationOptions options, Object value) {
    return options.withMaxTokens(Math.toIntExact((Long) value));
  }

  private static GenerationOptions one(GenerationOptions options, Object value) {
    if (!value.equals(1L)) {
      throw new LlamajarException("A line has one answer; leave \"n\" out, or repeat the line");
    }
    return options;
  }

  private static String[] texts(Object value) {
    return value instanceof List<?> list
        ? list.stream().map(String.class::cast).toArray(String[]::new)
        : new String[] {(String) value};
  }

  private static Grammar gbnf(Object value) {
    return Grammar.parse((String) value);
  }

  private static Grammar schema(Object value) {
    return Grammar.parse(JsonSchema.grammar(value));
  }

  /** {@code text}, {@code json_object} or {@code json_schema}, with the schema where it belongs. */
  private static GenerationOptions format(GenerationOptions options, Object value) {
    Map<?, ?> format = (Map<?, ?>) value;
    return switch (String.valueOf(format.get("type"))) {
      case "text" -> options;
      case "json_object" -> options.withGrammar(Grammar.parse(JsonSchema.anyObject()));
      case "json_schema" -> {
        Map<?, ?> wrapped = format.get("json_schema") instanceof Map<?, ?> map ? map : format;
        yield Optional.<Object>ofNullable(wrapped.get("schema"))
            .map(schema -> options.withGrammar(schema(schema)))
            .orElseThrow(
                () -> new LlamajarException("The \"response_format\" has no schema; give it one"));
      }
      default ->
          throw new LlamajarException(
              "The type in \"response_format\" is not text, json_object or json_schema");
    };
  }
}
