package io.llamajar.server;

import io.llamajar.LlamajarException;
import io.llamajar.Model;
import io.llamajar.chat.template.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What Ollama's clients ask about models: which there are, which are open, and about one. */
final class OllamaModels {
  private static final Instant NEVER = Instant.parse("9999-12-31T23:59:59Z");

  private final Models models;

  OllamaModels(Models models) {
    this.models = models;
  }

  /** {@code /api/tags}: all of them; what cannot be read cannot be asked for, and is left out. */
  void list(Exchange exchange) {
    List<Object> lines = new ArrayList<>();
    models.sources().forEach(source -> line(source).ifPresent(lines::add));
    exchange.reply(Json.object("models", lines));
  }

  /** {@code /api/ps}: those that are open. */
  void running(Exchange exchange) {
    Map<String, Model> opened = models.opened();
    List<Object> lines = new ArrayList<>();
    for (Models.Source source : models.sources()) {
      Optional.ofNullable(opened.get(source.name()))
          .flatMap(model -> line(source).map(line -> running(line, model, source.name())))
          .ifPresent(lines::add);
    }
    exchange.reply(Json.object("models", lines));
  }

  private Map<String, Object> running(Map<String, Object> line, Model model, String name) {
    line.put("expires_at", models.closing(name).orElse(NEVER).toString());
    line.put("size_vram", 0);
    line.put("context_length", model.context());
    return line;
  }

  private static Optional<Map<String, Object>> line(Models.Source source) {
    try {
      return Optional.of(OllamaCard.line(source));
    } catch (LlamajarException e) {
      return Optional.empty();
    }
  }

  /** {@code /api/show}: one of them. */
  void show(Exchange exchange) {
    Fields fields = exchange.fields();
    String asked = name(fields);
    String name = Ollama.name(asked, models);
    Models.Source source =
        models.sources().stream()
            .filter(each -> each.name().equals(name) || models.sources().size() == 1)
            .findFirst()
            .orElseThrow(() -> ApiException.notFound("model '%s' not found".formatted(asked)));
    exchange.reply(OllamaCard.whole(source));
  }

  private static String name(Fields fields) {
    return fields
        .text("model")
        .or(() -> fields.text("name"))
        .orElseThrow(() -> fields.missing("model"));
  }

  /** {@code /api/pull}: what is here need not be fetched, and nothing is. */
  void pull(Exchange exchange) {
    Fields fields = exchange.fields();
    String asked = name(fields);
    boolean streams = fields.flag("stream", true);
    if (!models.knows(Ollama.name(asked, models))) {
      throw ApiException.notFound(
          "model '%s' is not served here, and none is fetched; choose one of %s"
              .formatted(asked, String.join(", ", models.names())));
    }
    Map<String, Object> success = Json.object("status", "success");
    if (streams) {
      EventStream lines = exchange.lines();
      lines.send(Json.object("status", "pulling manifest"));
      lines.send(success);
      lines.close();
    } else {
      exchange.reply(success);
    }
  }

  /** For what would change which models there are. */
  static Endpoint refusal() {
    return exchange -> {
      throw new ApiException(
          501,
          "Models are not changed by requests here; start the server with those that it needs");
    };
  }

  /** {@code /api/version}: which Ollama this is like. */
  static void version(Exchange exchange) {
    exchange.reply(Json.object("version", Ollama.VERSION));
  }
}
