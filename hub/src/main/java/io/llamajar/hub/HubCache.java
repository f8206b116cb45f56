package io.llamajar.hub;

import io.llamajar.LlamajarException;
import io.llamajar.hub.HubRepository.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Models of the hub, in the cache that Hugging Face's own tools have too. */
final class HubCache implements Store {
  private final Means means;
  private final HubSettings settings;
  private final Watcher watcher;

  HubCache(Means means) {
    this.means = means;
    this.settings = means.settings();
    this.watcher = means.watcher();
  }

  @Override
  public Path find(String word) {
    return find(HubName.parse(word));
  }

  /** The file that a name means; of a split model the first. */
  Path find(HubName name) {
    RepositoryFolder folder = new RepositoryFolder(settings.hubCache(), name.id());
    Optional<Path> settled = settled(name, folder);
    if (settled.isPresent()) {
      return settled.get();
    }
    if (settings.isOffline()) {
      return onDisk(name, folder)
          .orElseThrow(() ->
              new LlamajarException(
                  ("%s is not on this machine, and HF_HUB_OFFLINE says not to ask for it; take"
                          + " that away")
                      .formatted(called(name))));
    }
    try (Web web = means.web()) {
      return download(name, folder, web);
    } catch (Unreachable e) {
      Path file = onDisk(name, folder).orElseThrow(() -> e);
      watcher.tell("%s; using %s, which is here".formatted(e.getMessage(), file));
      return file;
    } catch (IOException e) {
      throw new LlamajarException(
          "Cannot write to %s (%s); what has come is kept".formatted(folder.path(), e.getMessage()),
          e);
    }
  }

  private static String called(HubName name) {
    return name.wanted().map(name::of).orElse(name.toString());
  }

  /** A commit's files never change: if one is there, nobody has to be asked. */
  private static Optional<Path> settled(HubName name, RepositoryFolder folder) {
    return name.isCommit() && name.wanted().isPresent()
        ? Offer.among(folder.files(name.revision())).stream()
            .filter(offer -> offer.isCalled(name.wanted().get()))
            .findFirst()
            .map(offer -> folder.file(name.revision(), offer.path()))
        : Optional.empty();
  }

  /** What a name means among what is there. */
  private Optional<Path> onDisk(HubName name, RepositoryFolder folder) {
    Optional<String> commit = folder.commit(name);
    List<Offer> offers = commit.map(folder::files).map(Offer::among).orElse(List.of());
    return offers.stream()
        .filter(offer -> name.wanted().map(offer::isCalled).orElse(true))
        .findFirst()
        .map(offer -> folder.file(commit.orElseThrow(), offer.path()));
  }

  private Path download(HubName name, RepositoryFolder folder, Web web) throws IOException {
    HubRepository repository = new HubRepository(web, settings, name);
    Offer offer = choose(name, folder, repository.files());
    List<Version> versions = new ArrayList<>();
    for (Listed file : offer.files()) {
      String revision = versions.isEmpty() ? name.revision() : versions.getFirst().commit();
      versions.add(repository.version(file, revision));
    }
    String commit = versions.getFirst().commit();
    new HubDownload(web, repository, folder, watcher).bring(offer, versions);
    folder.name(name, commit);
    return folder.file(commit, offer.path());
  }

  private Offer choose(HubName name, RepositoryFolder folder, List<Listed> files) {
    List<Offer> offers = Offer.among(files);
    if (offers.isEmpty()) {
      throw new LlamajarException(
          "%s has no model in a GGUF file; it has %s".formatted(name.id(), names(files)));
    }
    Choice choice = new Choice(name.id(), offers, means.memory().getAsLong());
    if (name.wanted().isPresent()) {
      return choice.named(name.wanted().get());
    }
    if (offers.size() == 1) {
      return offers.getFirst();
    }
    Optional<Offer> there = there(name, folder, offers);
    Offer offer = there.orElseGet(choice::best);
    watcher.tell(
        "%s: %s, %s"
            .formatted(
                name.of(offer.label()),
                Amount.of(offer.bytes()),
                there.isPresent()
                    ? "is on this machine already"
                    : "is the largest of %d that fits into the %s of memory that are free"
                        .formatted(offers.size(), Amount.of(choice.memory()))));
    return offer;
  }

  /** Whoever has one and names none means that one, however much memory is free today. */
  private static Optional<Offer> there(HubName name, RepositoryFolder folder, List<Offer> offers) {
    List<String> paths =
        folder.commit(name).map(folder::files).map(Offer::among).orElse(List.of()).stream()
            .map(Offer::path)
            .toList();
    return offers.stream().filter(offer -> paths.contains(offer.path())).findFirst();
  }

  private static String names(List<Listed> files) {
    return files.isEmpty()
        ? "nothing"
        : String.join(", ", files.stream().map(Listed::path).limit(20).toList())
            + (files.size() > 20 ? " and " + (files.size() - 20) + " more" : "");
  }

  @Override
  public List<Stored> list() {
    return RepositoryFolder.in(settings.hubCache()).stream()
        .flatMap(folder -> models(folder).stream().map(model -> model.stored(folder)))
        .toList();
  }

  /** A model in one of the commits that are there. */
  private record Kept(String commit, Offer offer, String name) {
    Stored stored(RepositoryFolder folder) {
      return new Stored(
          name,
          offer.bytes(),
          offer.quant(),
          folder.file(commit, offer.path()),
          Stored.Keeper.HUGGING_FACE);
    }
  }

  /** Each by a name that finds it: those of branches and tags first, then those of old commits. */
  private static List<Kept> models(RepositoryFolder folder) {
    List<Kept> models = new ArrayList<>();
    List<String> commits = new ArrayList<>(folder.commits());
    for (HubName name : folder.names()) {
      String commit = folder.commit(name).orElse("");
      if (commits.remove(commit)) {
        models.addAll(models(folder, name, commit));
      }
    }
    for (String commit : commits) {
      models.addAll(models(folder, new HubName(folder.id(), commit, Optional.empty()), commit));
    }
    return models;
  }

  private static List<Kept> models(RepositoryFolder folder, HubName name, String commit) {
    List<Offer> offers = Offer.among(folder.files(commit));
    return offers.stream()
        .map(offer -> new Kept(commit, offer, name.of(offer.nameAmong(offers))))
        .toList();
  }

  @Override
  public Removed remove(String word) {
    return remove(HubName.parse(word));
  }

  /** Deletes a model, or of a name without one all of its repository's. */
  Removed remove(HubName name) {
    RepositoryFolder folder = new RepositoryFolder(settings.hubCache(), name.id());
    Stream<Kept> all = models(folder).stream();
    List<Offer> offers =
        all.map(Kept::offer)
            .filter(offer -> name.wanted().map(offer::isCalled).orElse(true))
            .toList();
    if (offers.isEmpty() && (name.wanted().isPresent() || !Files.exists(folder.path()))) {
      throw new LlamajarException(
          "%s is not on this machine; see llamajar list".formatted(called(name)));
    }
    return folder.remove(offers);
  }
}
