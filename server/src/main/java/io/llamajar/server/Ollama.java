package io.llamajar.server;

import io.llamajar.GenerationOptions;
import io.llamajar.chat.ChatRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What requests by Ollama's API have in common. */
final class Ollama {
  /** The version of Ollama whose API this is; some clients ask for it before they begin. */
  static final String VERSION = "0.12.6";

  private static final String LATEST = ":latest";

  private Ollama() {}

  /**
   * The model of a request, which it may want to stay open afterwards, or not; where none has a
   * tag, all may be called the latest.
   */
  static Models.Lease model(Models models, Fields fields) {
    Optional<Duration> idle = KeepAlive.read(fields);
    Models.Lease lease =
        models.use(fields.text("model").or(() -> fields.text("name")).map(n -> name(n, models)));
    idle.ifPresent(lease::keepFor);
    return lease;
  }

  static String name(String name, Models models) {
    return name.endsWith(LATEST) && !models.names().contains(name)
        ? name.substring(0, name.length() - LATEST.length())
        : name;
  }

  static String now() {
    return Instant.now().toString();
  }

  /**
   * How to generate; options of other machines, as layers on a graphics card, are of no concern.
   */
  static GenerationOptions options(Fields fields, Turns turns) {
    refuse(fields, "images", "this server's models read text only; leave out images");
    Fields options = fields.object("options").orElseGet(() -> Fields.of(Map.of(), "options"));
    OptionalInt tokens = options.integer("num_predict", -2, Integer.MAX_VALUE);
    return Turns.formed(turns.options(options, tokens), turns.grammars().ofOllama(fields));
  }

  /** Whether the model is to think, and how much, as {@code think} tells it. */
  static ChatRequest thinking(Fields fields, ChatRequest request) {
    return switch (fields.value("think").orElse("")) {
      case Boolean wanted -> request.withReasoning(request.reasoning().withEnabled(wanted));
      case String level when level.isEmpty() -> request;
      case String level ->
          request.withReasoning(request.reasoning().withEnabled(true).withEffort(level));
      default -> throw fields.wrong("think", "true, false, or how much: \"low\", \"high\"");
    };
  }

  /** Many clients send what they do not use as empty. */
  static void refuse(Fields fields, String field, String reason) {
    Optional<Object> value = fields.value(field);
    if (value.isPresent() && !value.get().equals("") && !value.get().equals(List.of())) {
      throw ApiException.field(field, "%s was sent, but %s".formatted(fields.name(field), reason));
    }
  }
}
