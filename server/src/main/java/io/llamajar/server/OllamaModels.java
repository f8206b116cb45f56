package io.llamajar.server;

import io.llamajar.LlamajarException;
import io.llamajar.Model;
import io.llamajar.chat.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What Ollama's clients ask about models: which there are, which are open, and about one. */
final class OllamaModels {
  private static final String NEVER = "9999-12-31T23:59:59Z"; // no model is closed for its age

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
          .flatMap(model -> line(source).map(line -> running(line, model)))
          .ifPresent(lines::add);
    }
    exchange.reply(Json.object("models", lines));
  }

  private static Map<String, Object> running(Map<String, Object> line, Model model) {
    line.put("expires_at", NEVER);
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
    String asked =
        fields
            .text("model")
            .or(() -> fields.text("name"))
            .orElseThrow(() -> fields.missing("model"));
    String name = Ollama.name(asked, models);
    Models.Source source =
        models.sources().stream()
            .filter(each -> each.name().equals(name) || models.sources().size() == 1)
            .findFirst()
            .orElseThrow(() -> ApiException.notFound("model '%s' not found".formatted(asked)));
    exchange.reply(OllamaCard.whole(source));
  }

  /** {@code /api/version}: which Ollama this is like. */
  static void version(Exchange exchange) {
    exchange.reply(Json.object("version", Ollama.VERSION));
  }
}
