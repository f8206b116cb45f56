package io.llamajar.hub;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is on disk of one of the hub's repositories, laid out as Hugging Face's own tools have it:
 *
 * <pre>{@code
 * .locks/models--OWNER--REPO/ETAG.lock
 * models--OWNER--REPO/blobs/ETAG                  a file's bytes
 * models--OWNER--REPO/refs/main                   the commit that this branch was at
 * models--OWNER--REPO/snapshots/COMMIT/PATH ->    ../../blobs/ETAG
 * }</pre>
 *
 * @param cache the folder of all repositories
 * @param id {@code OWNER/REPO}
 */
// https://huggingface.co/docs/hub/local-cache, read in November 2026
record RepositoryFolder(Path cache, String id) {
  private static final String PREFIX = "models--";
  private static final String SEPARATOR = "--";

  // Our own: other programs go on with ETAG.incomplete or throw it away, and they do not see the
  // locks that Java takes.
  private static final String PART = ".llamajar.incomplete";

  /** All repositories of models that are there. */
  static List<RepositoryFolder> in(Path cache) {
    return Tree.children(cache).stream()
        .map(folder -> folder.getFileName().toString())
        .filter(name -> name.startsWith(PREFIX))
        .map(name -> name.substring(PREFIX.length()).replace(SEPARATOR, "/"))
        .filter(id -> id.matches("[^/]+/[^/]+")) // others cannot be named
        .map(id -> new RepositoryFolder(cache, id))
        .toList();
  }

  Path path() {
    return cache.resolve(folderName());
  }

  private String folderName() {
    return PREFIX + id.replace("/", SEPARATOR);
  }

  Path locks() {
    return cache.resolve(".locks").resolve(folderName());
  }

  Path lock(String etag) {
    return locks().resolve(etag + ".lock");
  }

  Path blobs() {
    return path().resolve("blobs");
  }

  Path blob(String etag) {
    return blobs().resolve(etag);
  }

  Path part(String etag) {
    return blobs().resolve(etag + PART);
  }

  Path refs() {
    return path().resolve("refs");
  }

  Path snapshots() {
    return path().resolve("snapshots");
  }

  Path file(String commit, String path) {
    return snapshots().resolve(commit).resolve(path);
  }

  /** The commit that a branch or tag was at when it was last asked for. */
  Optional<String> commit(HubName name) {
    if (name.isCommit()) {
      return Optional.of(name.revision());
    }
    try {
      return Optional.of(Files.readString(refs().resolve(name.revision())).strip())
          .filter(commit -> commit.matches("\\w+"));
    } catch (IOException _) { // nobody has asked for it
      return Optional.empty();
    }
  }

  /** The branches and tags that were asked for, the main one first. */
  List<HubName> names() {
    return Tree.files(refs()).stream()
        .map(ref -> refs().relativize(ref).toString().replace('\\', '/'))
        .filter(ref -> !ref.endsWith(Tree.FRESH))
        .map(ref -> new HubName(id, ref, Optional.empty()))
        .sorted(Comparator.comparing(name -> !name.isMain()))
        .toList();
  }

  /** A commit's files, without those whose bytes are missing. */
  List<Listed> files(String commit) {
    Path snapshot = snapshots().resolve(commit);
    return Tree.files(snapshot).stream()
        .map(file ->
            new Listed(
                snapshot.relativize(file).toString().replace('\\', '/'),
                Tree.size(file),
                Optional.empty()))
        .toList();
  }

  /** Has a branch or tag mean a commit. */
  void name(HubName name, String commit) throws IOException {
    if (!name.isCommit()) {
      Path ref = refs().resolve(name.revision());
      Files.createDirectories(ref.getParent());
      Tree.write(ref, commit);
    }
  }

  /** Shows bytes that are there under the name of a file. */
  void publish(String etag, String commit, String path) throws IOException {
    Path file = file(commit, path);
    if (Files.exists(file)) {
      return;
    }
    Path folder = Optional.ofNullable(file.getParent()).orElseThrow();
    Files.createDirectories(folder);
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      Files.delete(file); // its bytes were taken away
    }
    Path blob = blob(etag);
    try {
      Files.createSymbolicLink(file, folder.relativize(blob));
    } catch (FileAlreadyExistsException _) { // another process was quicker
    } catch (UnsupportedOperationException | IOException _) { // Windows, unless it is told to
      imitate(blob, file);
    }
  }

  private static void imitate(Path blob, Path file) throws IOException {
    try {
      Files.createLink(file, blob);
    } catch (UnsupportedOperationException | IOException _) { // not on every file system
      Files.copy(blob, file);
    }
  }

  /** All commits of which something is there. */
  List<String> commits() {
    return Tree.children(snapshots()).stream()
        .map(folder -> folder.getFileName().toString())
        .toList();
  }

  /**
   * Takes files out of all commits, and what is then of no use: bytes, commits, names of commits.
   */
  Removed remove(List<Offer> offers) {
    Removal removal = new Removal();
    Set<Path> bytes = new TreeSet<>();
    for (String commit : commits()) {
      for (Listed listed : offers.stream().flatMap(offer -> offer.files().stream()).toList()) {
        Path file = file(commit, listed.path());
        target(file).ifPresent(bytes::add);
        removal.take(file);
      }
    }
    Tree.files(snapshots()).forEach(file -> target(file).ifPresent(bytes::remove));
    bytes.forEach(removal::take);
    return tidy(removal);
  }

  /** Takes what is left of downloads that nobody goes on with, and what is empty. */
  private Removed tidy(Removal removal) {
    Tree.prune(snapshots());
    List<String> commits = commits();
    Tree.files(refs()).stream().filter(ref -> !names(ref, commits)).forEach(removal::forget);
    if (commits.isEmpty()) {
      abandonedParts().forEach(removal::take);
      if (Tree.children(blobs()).isEmpty()) {
        removal.forgetAll(path());
        removal.forgetAll(locks());
      }
    }
    return removal.done();
  }

  private List<Path> abandonedParts() {
    return Tree.children(blobs()).stream()
        .filter(file -> file.getFileName().toString().endsWith(PART))
        .filter(file -> Lock.isFree(lock(etag(file))))
        .toList();
  }

  private static String etag(Path part) {
    String name = part.getFileName().toString();
    return name.substring(0, name.length() - PART.length());
  }

  private static Optional<Path> target(Path link) {
    try {
      return Files.isSymbolicLink(link)
          ? Optional.of(link.resolveSibling(Files.readSymbolicLink(link)).normalize())
          : Optional.empty();
    } catch (IOException _) { // it has gone
      return Optional.empty();
    }
  }

  private static boolean names(Path ref, List<String> commits) {
    try {
      return commits.contains(Files.readString(ref).strip());
    } catch (IOException _) { // then nothing is known against it
      return true;
    }
  }
}
