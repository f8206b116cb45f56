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
}
