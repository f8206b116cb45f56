package io.llamajar.gguf;

import java.nio.file.Path;

/**
 * Where the bytes of a GGUF lie: a whole file, or a stretch of an archive.
 *
 * @param file the file to map
 * @param offset where the GGUF begins in it
 * @param length its bytes; -1 for all up to the file's end
 */
public record GgufSource(Path file, long offset, long length) {
  /** A whole file. */
  public static GgufSource of(Path file) {
    return new GgufSource(file, 0, -1);
  }

  /**
   * An entry of a ZIP or JAR file, which must be stored, not compressed, and aligned so that its
   * weights can be mapped where they lie. The archive may follow a program in the same file.
   *
   * @throws io.llamajar.LlamajarException if the archive cannot be read, is damaged, or has no such
   *     entry
   */
  public static GgufSource inArchive(Path archive, String entry) {
    return StoredEntry.find(archive, entry);
  }

  /**
   * How many bytes there are: of a split model, which its file's name tells, those of all parts.
   *
   * @throws io.llamajar.LlamajarException if the file cannot be read
   */
  public long bytes() {
    if (isWholeFile()) {
      return SplitModel.files(file).stream().mapToLong(FileAccess::size).sum();
    }
    return length < 0 ? FileAccess.size(file) - offset : length;
  }

  boolean isWholeFile() {
    return offset == 0 && length < 0;
  }
}
