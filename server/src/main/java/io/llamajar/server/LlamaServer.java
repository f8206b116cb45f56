package io.llamajar.server;

import io.llamajar.Adapter;
import io.llamajar.LoraFile;
import io.llamajar.Model;
import io.llamajar.chat.template.Json;
import io.llamajar.tokenizer.Role;
import io.llamajar.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What llama.cpp's clients ask about the server: its settings, and which adapters are in use. */
final class LlamaServer {
  private final Models models;
  private final Turns turns;

  LlamaServer(Models models, Turns turns) {
    this.models = models;
    this.turns = turns;
  }

  /** {@code /props}: what the server and its model are like. */
  void props(Exchange exchange) {
    try (Models.Lease lease = models.use(exchange.query("model"))) {
      Model model = lease.model();
      exchange.reply(
          Json.object(
              "default_generation_settings",
              Json.object(
                  "n_ctx",
                  model.context(),
                  "params",
                  LlamaFields.settings(turns.defaults().withSpeculation(model.speculation()))),
              "total_slots",
              lease.slots().count(),
              "model_alias",
              lease.name(),
              "model_path",
              lease.name(),
              "modalities",
              Json.object("vision", false, "audio", false),
              "chat_template",
              model.chatTemplate().orElse(""),
              "chat_template_tool_use",
              model.gguf().metadata().findText("tokenizer.chat_template.tool_use"),
              "bos_token",
              text(model.tokenizer(), Role.BOS),
              "eos_token",
              text(model.tokenizer(), Role.EOS),
              "build_info",
              "llamajar"));
    }
  }

  private static String text(Tokenizer tokenizer, Role role) {
    OptionalInt token = tokenizer.find(role);
    return token.isPresent() ? tokenizer.text(token.getAsInt()) : "";
  }

  /** {@code /lora-adapters}: the adapters, and how much of each is used. */
  void adapters(Exchange exchange) {
    try (Models.Lease lease = models.use(exchange.query("model"))) {
      List<Object> all = new ArrayList<>();
      for (Adapter adapter : lease.model().adapters()) {
        LoraFile file = models.options().loras().get(all.size());
        all.add(
            Json.object(
                "id",
                all.size(),
                "path",
                name(file.source().file()),
                "scale",
                lease.model().factor(adapter)));
      }
      exchange.reply(all);
    }
  }

  /** Where it lies is nobody's business. */
  private static String name(Path file) {
    return Optional.ofNullable(file.getFileName()).orElse(file).toString();
  }

  /** Changes how much of each is used by requests that do not say. */
  void changeAdapters(Exchange exchange) {
    Fields fields = Fields.of(Map.of("adapters", exchange.body()));
    if (!fields.has("adapters")) { // what is meant for none is an empty list
      throw fields.wrong("adapters", "a list of ids and scales");
    }
    try (Models.Lease lease = models.use(exchange.query("model"))) {
      lease.model().use(LlamaFields.adapters(fields, "adapters", lease.model()));
      exchange.reply(Json.object("success", true));
    }
  }
}
