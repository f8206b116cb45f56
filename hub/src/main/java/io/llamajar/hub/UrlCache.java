package io.llamajar.hub;

import io.llamajar.LlamajarException;
import io.llamajar.chat.template.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Models from any web address, each in a folder of its own in our cache: the files under their
 * names, and a note of where they are from.
 */
final class UrlCache implements Store {
  private static final String NOTE = "origin.json";

  private final Means means;
  private final HubSettings settings;
  private final Watcher watcher;

  UrlCache(Means means) {
    this.means = means;
    this.settings = means.settings();
    this.watcher = means.watcher();
  }

  /** The file at an address; of a split model the first, with all others beside it. */
  @Override
  public Path find(String word) {
    List<FileAddress> files = FileAddress.parse(word).parts();
    Path folder = folder(files.getFirst());
    try {
      Files.createDirectories(folder);
      try (Lock _ = Lock.take(folder.resolve(".lock"), this::announceWait)) {
        for (FileAddress file : files) {
          bring(file, folder);
        }
      }
    } catch (IOException e) {
      throw new LlamajarException(
          "Cannot write to %s (%s); what has come is kept".formatted(folder, e.getMessage()), e);
    }
    return folder.resolve(FileAddress.parse(word).name());
  }

  private Path folder(FileAddress first) {
    return settings.ownCache().resolve(Checksum.nameFor(first.plain()));
  }

  private void announceWait() {
    watcher.tell("another process is downloading that; waiting for it");
  }

  /** Has a file in its folder as the server has it now, or as it was if there is no server. */
  private void bring(FileAddress address, Path folder) throws IOException {
    Path file = folder.resolve(address.name());
    Optional<Note> note = Note.of(folder, address.name()).filter(_ -> Files.exists(file));
    if (note.filter(n -> n.isRight(address.checksum())).isPresent()) {
      return; // these bytes cannot be others
    }
    if (settings.isOffline()) {
      requireThere(note.isPresent() && address.checksum().isEmpty(), address);
      return;
    }
    try (Web web = means.web()) {
      Sight sight = look(web, address);
      if (note.isEmpty() || address.checksum().isPresent() || !note.get().isSame(sight.version)) {
        download(web, address, sight, folder);
      }
    } catch (Unreachable e) {
      if (note.isEmpty() || address.checksum().isPresent()) {
        throw e;
      }
      watcher.tell("%s; using %s, which is here".formatted(e.getMessage(), file));
    }
  }

  private static void requireThere(boolean isThere, FileAddress address) {
    if (!isThere) {
      throw new LlamajarException(
          "%s is not on this machine, and HF_HUB_OFFLINE says not to ask for it; take that away"
              .formatted(address.plain()));
    }
  }

  /**
   * What a server says of a file.
   *
   * @param version the name of its present bytes: an ETag, the time of its last change, or at least
   *     their number
   * @param bytes its size, or -1; no model has 0, but replies to HEAD may say so
   */
  private record Sight(Optional<String> version, long bytes) {
    static Sight of(Reply reply) {
      long bytes = reply.number("Content-Length").orElse(-1);
      return new Sight(
          reply
              .header("ETag")
              .or(() -> reply.header("Last-Modified"))
              .or(() -> bytes > 0 ? Optional.of(bytes + " bytes") : Optional.empty()),
          bytes > 0 ? bytes : -1);
    }
  }

  private static Sight look(Web web, FileAddress address) {
    try (Reply reply = web.lookFar(address.uri())) {
      if (reply.isGood()) {
        return Sight.of(reply);
      }
      if (reply.status() == 404 || reply.status() == 410) {
        throw refusal(reply);
      }
    }
    try (Reply reply = web.open(address.uri(), Map.of())) { // not all know HEAD, or allow it
      if (reply.isGood()) {
        return Sight.of(reply);
      }
      throw refusal(reply);
    }
  }

  private static LlamajarException refusal(Reply reply) {
    return new LlamajarException(
        switch (reply.status()) {
          case 401, 403 ->
              "%s does not let us have this file (HTTP status %d); check the address"
                  .formatted(reply.host(), reply.status());
          case 404, 410 ->
              "There is no such file on %s (HTTP status %d); check the address"
                  .formatted(reply.host(), reply.status());
          default ->
              "%s does not give us this file (HTTP status %d); try again later"
                  .formatted(reply.host(), reply.status());
        });
  }

  private void download(Web web, FileAddress address, Sight sight, Path folder) throws IOException {
    Path file = folder.resolve(address.name());
    Path part = part(folder, address.name(), sight);
    long there = Tree.size(part);
    watcher.tell(
        "downloading %s%s"
            .formatted(address.plain(), sight.bytes < 0 ? "" : ", " + Amount.of(sight.bytes)));
    try (Watcher.Bar bar = watcher.begin(sight.bytes, there)) {
      new Download(
              web,
              new Download.Order(
                  address.uri(),
                  sight.bytes,
                  address.checksum(),
                  sight.version,
                  part,
                  file,
                  UrlCache::refusal),
              bar::upTo)
          .run();
    }
    new Note(address.plain(), sight.version, address.checksum()).write(folder, address.name());
  }

  /** Where a version's bytes are until all have come; those of other versions are of no use. */
  private static Path part(Path folder, String name, Sight sight) throws IOException {
    String start = name + ".";
    String version = Checksum.nameFor(sight.version.orElse(""));
    Path part = folder.resolve(start + version + ".incomplete");
    for (Path other : Tree.children(folder)) {
      String there = other.getFileName().toString();
      if (there.startsWith(start) && there.endsWith(".incomplete") && !other.equals(part)) {
        Files.delete(other);
      }
    }
    return part;
  }

  /** Where a file is from, kept beside it. */
  private record Note(String url, Optional<String> version, Optional<Checksum> checksum) {
    static Optional<Note> of(Path folder, String name) {
      try {
        return Json.parse(Files.readString(folder.resolve(name + "." + NOTE)))
                instanceof Map<?, ?> map
            ? Optional.of(
                new Note(
                    String.valueOf(map.get("url")),
                    text(map, "version"),
                    text(map, "sha256").flatMap(Checksum::of)))
            : Optional.empty();
      } catch (IOException | LlamajarException _) { // nobody has finished it
        return Optional.empty();
      }
    }

    private static Optional<String> text(Map<?, ?> map, String name) {
      return map.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    boolean isRight(Optional<Checksum> wanted) {
      return wanted.isPresent() && wanted.equals(checksum);
    }

    boolean isSame(Optional<String> now) {
      return now.isPresent() && now.equals(version);
    }

    void write(Path folder, String name) throws IOException {
      Tree.write(
          folder.resolve(name + "." + NOTE),
          Json.write(
              Json.object("url", url, "version", version, "sha256", checksum.map(Checksum::hex))));
    }
  }

  @Override
  public List<Stored> list() {
    return Tree.children(settings.ownCache()).stream()
        .flatMap(folder -> stored(folder).stream())
        .toList();
  }

  /** The model in a folder, if all of it has come. */
  private static Optional<Stored> stored(Path folder) {
    List<Path> files =
        Tree.files(folder).stream()
            .filter(file -> Note.of(folder, file.getFileName().toString()).isPresent())
            .toList();
    return files.stream()
        .findFirst()
        .flatMap(first ->
            Note.of(folder, first.getFileName().toString()).map(note -> stored(note.url, files)));
  }

  private static Stored stored(String url, List<Path> files) {
    Listed named = new Listed(files.getFirst().getFileName().toString(), 0, Optional.empty());
    return new Stored(
        url,
        files.stream().mapToLong(Tree::size).sum(),
        new Offer(List.of(named)).quant(),
        files.getFirst(),
        Stored.Keeper.LLAMAJAR);
  }

  @Override
  public Removed remove(String word) {
    Path folder = folder(FileAddress.parse(word).parts().getFirst());
    if (!Files.isDirectory(folder)) {
      throw new LlamajarException("%s is not on this machine; see llamajar list".formatted(word));
    }
    if (!Lock.isFree(folder.resolve(".lock"))) {
      throw new LlamajarException(
          "%s is being downloaded by another process; end that first".formatted(word));
    }
    Removal removal = new Removal();
    Tree.files(folder).stream()
        .filter(file -> !file.getFileName().toString().matches("\\.lock|.*\\." + NOTE))
        .forEach(removal::take);
    removal.forgetAll(folder);
    return removal.done();
  }
}
