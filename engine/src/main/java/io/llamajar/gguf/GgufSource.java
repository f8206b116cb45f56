package io.llamajar.gguf;

import io.llamajar.LlamajarException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the bytes of a GGUF lie: a whole file, or a stretch of an archive.
 *
 * @param file the file to map
 * @param offset where the GGUF begins in it
 * @param length its bytes; -1 for all up to the file's end
 * @param entry what the stretch is called, if {@code file} is an archive
 */
public record GgufSource(Path file, long offset, long length, Optional<String> entry) {
  /** A stretch without a name. */
  public GgufSource(Path file, long offset, long length) {
    this(file, offset, length, Optional.empty());
  }

  /** A whole file. */
  public static GgufSource of(Path file) {
    return new GgufSource(file, 0, -1);
  }

  /**
   * An entry of a ZIP or JAR file, which must be stored, not compressed, and aligned so that its
   * weights can be mapped where they lie. The archive may follow a program in the same file.
   *
   * @throws LlamajarException if the archive cannot be read, is damaged, or has no such entry
   */
  public static GgufSource inArchive(Path archive, String entry) {
    return Archive.open(archive).source(entry);
  }

  /** What the GGUF is called, without folders. */
  public String fileName() {
    return entry
        .map(path -> path.substring(path.lastIndexOf('/') + 1))
        .orElseGet(() -> Optional.ofNullable(file.getFileName()).orElse(file).toString());
  }

  /**
   * This, or if its name says that it is a part of a split model, all parts of that which are
   * there.
   */
  public List<GgufSource> parts() {
    return hasName() ? SplitModel.parts(this) : List.of(this);
  }

  /**
   * How many bytes there are: of a split model those of all parts.
   *
   * @throws LlamajarException if the file cannot be read
   */
  public long bytes() {
    return parts().stream().mapToLong(GgufSource::ownBytes).sum();
  }

  private long ownBytes() {
    return length < 0 ? FileAccess.size(file) - offset : length;
  }

  /** Another GGUF beside this one, if there is one: in the same folder, or the same archive. */
  Optional<GgufSource> sibling(String name) {
    if (entry.isPresent()) {
      Archive archive = Archive.open(file);
      String path = entry.get();
      String other = path.substring(0, path.length() - fileName().length()) + name;
      return archive.entry(other).map(there -> archive.source(other));
    }
    return Optional.of(file.resolveSibling(name)).filter(Files::exists).map(GgufSource::of);
  }

  /** Whether others can lie beside it: it has a name of its own. */
  boolean hasName() {
    return entry.isPresent() || (offset == 0 && length < 0);
  }

  /** The name, for messages. */
  @Override
  public String toString() {
    return file + entry.map(name -> "@" + name).orElse("");
  }
}
