package io.llamajar.server;

import io.llamajar.Generation.Statistics;
import io.llamajar.Model;
import io.llamajar.chat.template.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code /slots}: what is generated in each, or was last, and its being saved and restored. */
final class SlotEndpoints {
  private static final Pattern PLAIN_NAME = Pattern.compile("\\w[\\w\\-.]{0,127}");

  private final Models models;
  private final Optional<Path> folder;

  /**
   * @param folder where texts are saved; without one none are
   */
  SlotEndpoints(Models models, Optional<Path> folder) {
    this.models = models;
    this.folder = folder;
  }

  /** What is in each. */
  void list(Exchange exchange) {
    try (Models.Lease lease = models.use(exchange.query("model"))) {
      List<Object> all = new ArrayList<>();
      for (Slots.State slot : lease.slots().states()) {
        Map<String, Object> line =
            Json.object(
                "id",
                all.size(),
                "n_ctx",
                lease.model().context(),
                "speculative",
                false,
                "is_processing",
                slot.busy(),
                "n_prompt_tokens",
                slot.tokens());
        slot.statistics().ifPresent(statistics -> line.putAll(progress(statistics, slot.busy())));
        all.add(line);
      }
      exchange.reply(all);
    }
  }

  private static Map<String, Object> progress(Statistics statistics, boolean busy) {
    return Json.object(
        "n_prompt_tokens_processed",
        statistics.promptTokens() - statistics.cachedTokens(),
        "n_prompt_tokens_cache",
        statistics.cachedTokens(),
        "next_token",
        List.of(Json.object("has_next_token", busy, "n_decoded", statistics.generatedTokens())));
  }

  /** Saves, restores or forgets one. */
  void act(Exchange exchange) {
    Fields fields = exchange.fields();
    try (Models.Lease lease = models.use(fields.text("model"))) {
      int id = id(exchange.rest(), lease.slots());
      Map<String, Object> reply = Json.object("id_slot", id);
      reply.putAll(
          switch (exchange.query("action").orElse("")) {
            case "save" -> save(fields, lease, id);
            case "restore" -> restore(fields, lease, id);
            case "erase" -> erase(lease, id);
            default ->
                throw new ApiException(
                    400, "The action in the URL is not known; give save, restore or erase");
          });
      exchange.reply(reply);
    }
  }

  private static int id(String text, Slots slots) {
    try {
      int id = Integer.parseInt(text);
      if (id >= 0 && id < slots.count()) {
        return id;
      }
    } catch (NumberFormatException e) {
      // It is none, as one out of range.
    }
    throw ApiException.notFound(
        "There is no slot '%s'; give a number from 0 to %d".formatted(text, slots.count() - 1));
  }

  private Map<String, Object> save(Fields fields, Models.Lease lease, int id) {
    String name = name(fields);
    Path file = folder().resolve(name);
    int[] tokens = lease.slots().tokens(id);
    if (tokens.length == 0) {
      throw new ApiException(
          400, "There is nothing in slot %d; generate a text in it".formatted(id));
    }
    long begun = System.nanoTime();
    int saved = lease.model().save(tokens, file);
    return Json.object(
        "filename",
        name,
        "n_saved",
        saved,
        "n_written",
        size(file),
        "timings",
        Json.object("save_ms", milliseconds(begun)));
  }

  private Map<String, Object> restore(Fields fields, Models.Lease lease, int id) {
    String name = name(fields);
    Path file = folder().resolve(name);
    if (!Files.isRegularFile(file)) {
      throw ApiException.notFound("There is no saved text '%s'".formatted(name));
    }
    long begun = System.nanoTime();
    Model model = lease.model();
    int[] tokens = model.restore(file);
    lease.slots().put(id, tokens);
    return Json.object(
        "filename",
        name,
        "n_restored",
        tokens.length,
        "n_read",
        size(file),
        "timings",
        Json.object("restore_ms", milliseconds(begun)));
  }

  private static Map<String, Object> erase(Models.Lease lease, int id) {
    int erased = lease.slots().tokens(id).length;
    lease.slots().put(id, new int[0]);
    return Json.object("n_erased", erased);
  }

  private Path folder() {
    return folder.orElseThrow(
        () -> new ApiException(501, "Texts are not saved here; start with --slot-save-path DIR"));
  }

  /** A name within the folder, so that no request can reach any other file. */
  private static String name(Fields fields) {
    String name = fields.requiredText("filename");
    if (!PLAIN_NAME.matcher(name).matches()) {
      throw fields.wrong("filename", "a name of letters, digits, -, _ and dots, without a folder");
    }
    return name;
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0; // somebody has taken it away already
    }
  }

  private static double milliseconds(long begun) {
    return (System.nanoTime() - begun) / 1e6;
  }
}
