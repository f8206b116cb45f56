package io.llamajar.server;

import io.llamajar.Model;
import io.llamajar.chat.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code /slots}: what was generated last, and its being saved and restored. */
final class SlotEndpoints {
  private static final Pattern PLAIN_NAME = Pattern.compile("\\w[\\w\\-.]{0,127}");

  private final Models models;
  private final Slots slots;
  private final Optional<Path> folder;

  /**
   * @param folder where texts are saved; without one none are
   */
  SlotEndpoints(Models models, Slots slots, Optional<Path> folder) {
    this.models = models;
    this.slots = slots;
    this.folder = folder;
  }

  /** What is in each. */
  void list(Exchange exchange) {
    try (Models.Lease lease = models.use(exchange.query("model"))) {
      List<Object> all = new ArrayList<>();
      for (Slots.State slot : slots.states(lease.name())) {
        all.add(
            Json.object(
                "id",
                all.size(),
                "n_ctx",
                lease.model().context(),
                "speculative",
                false,
                "is_processing",
                slot.busy(),
                "n_tokens",
                slot.tokens()));
      }
      exchange.reply(all);
    }
  }

  /** Saves, restores or forgets one. */
  void act(Exchange exchange) {
    Fields fields = exchange.fields();
    int id = id(exchange.rest());
    try (Models.Lease lease = models.use(fields.text("model"))) {
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

  private int id(String text) {
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
    int[] tokens = slots.tokens(lease.name(), id);
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
    slots.remember(lease.name(), id, tokens);
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

  private Map<String, Object> erase(Models.Lease lease, int id) {
    int erased = slots.tokens(lease.name(), id).length;
    slots.remember(lease.name(), id, new int[0]);
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
