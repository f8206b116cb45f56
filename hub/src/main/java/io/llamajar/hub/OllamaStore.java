package io.llamajar.hub;

import io.llamajar.LlamajarException;
import io.llamajar.chat.template.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Models that Ollama has pulled, used where they lie: a manifest for each name and tag, which tells
 * the blob that is the GGUF.
 */
final class OllamaStore implements Store {
  static final String PREFIX = "ollama:";

  private static final String HOST = "registry.ollama.ai";
  private static final String OWNER = "library";
  private static final String TAG = "latest";
  private static final String MODEL = "application/vnd.ollama.image.model";
  private static final Pattern NAME =
      Pattern.compile(
          "(?:(?:(?<host>{0})/)?(?<owner>{0})/)?(?<model>{0})(?::(?<tag>{0}))?"
              .replace("{0}", "(?!\\.)[\\w.-]+"));
  private static final Pattern DIGEST = Pattern.compile("(sha256):([0-9a-f]{64})");

  private final List<Path> folders;

  OllamaStore(List<Path> folders) {
    this.folders = folders;
  }

  @Override
  public Path find(String word) {
    Matcher name = NAME.matcher(word.substring(PREFIX.length()));
    if (!name.matches()) {
      throw new LlamajarException(
          "%s names no model of Ollama's; write ollama:NAME or ollama:NAME:TAG".formatted(word));
    }
    Path path =
        Path.of(
            Optional.ofNullable(name.group("host")).orElse(HOST),
            Optional.ofNullable(name.group("owner")).orElse(OWNER),
            name.group("model"),
            Optional.ofNullable(name.group("tag")).orElse(TAG));
    return manifests()
        .filter(manifest -> manifest.path.equals(path))
        .findFirst()
        .map(Manifest::blob)
        .orElseThrow(() ->
            new LlamajarException(
                "Ollama has no %s on this machine; get it with: ollama pull %s"
                    .formatted(name.group(), name.group())));
  }

  @Override
  public List<Stored> list() {
    return manifests().map(Manifest::stored).toList();
  }

  /** All names whose models are there. */
  private Stream<Manifest> manifests() {
    return folders.stream()
        .flatMap(folder -> {
          Path root = folder.resolve("manifests");
          return Tree.files(root).stream()
              .flatMap(file -> manifest(folder, root.relativize(file)).stream());
        });
  }

  /**
   * One name.
   *
   * @param path its host, owner, model and tag
   */
  private record Manifest(Path path, Path blob, long bytes, Optional<String> quant) {
    Stored stored() {
      return new Stored(PREFIX + name(), bytes, quant, blob, Stored.Keeper.OLLAMA);
    }

    /** As {@code ollama list} has it. */
    private String name() {
      String model = path.getName(2) + ":" + path.getName(3);
      boolean isUsual = path.startsWith(HOST);
      if (isUsual && path.getName(1).toString().equals(OWNER)) {
        return model;
      }
      return (isUsual ? "" : path.getName(0) + "/") + path.getName(1) + "/" + model;
    }
  }

  private static Optional<Manifest> manifest(Path folder, Path path) {
    if (path.getNameCount() != 4
        || !(json(folder.resolve("manifests").resolve(path)) instanceof Map<?, ?> manifest)
        || !(manifest.get("layers") instanceof List<?> layers)) {
      return Optional.empty();
    }
    return layers.stream()
        .filter(layer -> layer instanceof Map<?, ?> map && MODEL.equals(map.get("mediaType")))
        .flatMap(layer -> blob(folder, layer).stream())
        .findFirst()
        .map(blob -> new Manifest(path, blob, Tree.size(blob), quant(folder, manifest)));
  }

  /** The model's settings tell it. */
  private static Optional<String> quant(Path folder, Map<?, ?> manifest) {
    return Optional.ofNullable(manifest.get("config"))
        .flatMap(config -> blob(folder, config))
        .filter(config -> json(config) instanceof Map<?, ?> map && map.get("file_type") != null)
        .map(config -> String.valueOf(((Map<?, ?>) json(config)).get("file_type")));
  }

  private static Optional<Path> blob(Path folder, Object layer) {
    Matcher digest =
        DIGEST.matcher(layer instanceof Map<?, ?> map ? String.valueOf(map.get("digest")) : "");
    return digest.matches()
        ? Optional.of(folder.resolve("blobs").resolve(digest.group(1) + "-" + digest.group(2)))
            .filter(Files::isReadable)
        : Optional.empty();
  }

  private static Object json(Path file) {
    try {
      return Json.parse(Files.readString(file));
    } catch (IOException | LlamajarException _) { // none of Ollama's, or being written
      return Optional.empty();
    }
  }

  @Override
  public Removed remove(String word) {
    throw new LlamajarException(
        "%s belongs to Ollama; delete it with: ollama rm %s"
            .formatted(word, word.substring(PREFIX.length())));
  }
}
