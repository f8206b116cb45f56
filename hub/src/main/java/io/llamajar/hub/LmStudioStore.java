package io.llamajar.hub;

import io.llamajar.LlamajarException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Models that LM Studio has, used where they lie: {@code PUBLISHER/REPO/FILE.gguf}. */
final class LmStudioStore implements Store {
  static final String PREFIX = "lmstudio:";

  private static final Pattern NAME = Pattern.compile("lmstudio:([^/:]+/[^/:]+)(?::(.+))?");

  private final List<Path> folders;

  LmStudioStore(List<Path> folders) {
    this.folders = folders;
  }

  /**
   * A folder with models.
   *
   * @param path where it is
   * @param id its publisher and its name
   */
  private record Repository(Path path, String id) {
    List<Offer> offers() {
      return Offer.among(
          Tree.files(path).stream()
              .map(file ->
                  new Listed(
                      path.relativize(file).toString().replace('\\', '/'),
                      Tree.size(file),
                      Optional.empty()))
              .toList());
    }

    Stream<Stored> stored() {
      List<Offer> offers = offers();
      return offers.stream()
          .map(offer ->
              new Stored(
                  PREFIX + id + ":" + offer.nameAmong(offers),
                  offer.bytes(),
                  offer.quant(),
                  path.resolve(offer.path()),
                  Stored.Keeper.LM_STUDIO));
    }
  }

  private Stream<Repository> repositories() {
    return folders.stream()
        .flatMap(folder -> Tree.children(folder).stream())
        .filter(Files::isDirectory)
        .flatMap(publisher ->
            Tree.children(publisher).stream()
                .filter(Files::isDirectory)
                .map(path ->
                    new Repository(path, publisher.getFileName() + "/" + path.getFileName())));
  }

  @Override
  public Path find(String word) {
    Matcher name = NAME.matcher(word);
    if (!name.matches()) {
      throw new LlamajarException(
          ("%s names no model of LM Studio's; write lmstudio:PUBLISHER/REPO or"
                  + " lmstudio:PUBLISHER/REPO:QUANT")
              .formatted(word));
    }
    Repository repository =
        repositories()
            .filter(there -> there.id.equalsIgnoreCase(name.group(1)))
            .findFirst()
            .orElseThrow(() -> missing(name.group(1)));
    List<Offer> offers = repository.offers();
    if (offers.isEmpty()) {
      throw missing(name.group(1));
    }
    Offer offer =
        Optional.ofNullable(name.group(2))
            .map(new Choice(repository.id, offers, 0)::named)
            .orElse(offers.getFirst());
    return repository.path.resolve(offer.path());
  }

  private LlamajarException missing(String id) {
    return new LlamajarException(
        "LM Studio has no %s on this machine; it has %s"
            .formatted(
                id,
                list().isEmpty()
                    ? "nothing"
                    : list().stream().map(Stored::name).collect(Collectors.joining(", "))));
  }

  @Override
  public List<Stored> list() {
    return repositories().flatMap(Repository::stored).toList();
  }

  @Override
  public Removed remove(String word) {
    throw new LlamajarException(
        "%s belongs to LM Studio; delete it there, under My Models".formatted(word));
  }
}
