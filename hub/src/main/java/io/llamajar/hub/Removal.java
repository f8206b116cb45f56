package io.llamajar.hub;

import io.llamajar.LlamajarException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Deletes files and keeps count. */
final class Removal {
  private final List<Path> files = new ArrayList<>();
  private long bytes;

  /** Deletes a file that counts, if it is there. */
  void take(Path file) {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      bytes += Files.isSymbolicLink(file) ? 0 : Tree.size(file);
      delete(file);
      files.add(file);
    }
  }

  /** Deletes a file that nobody would miss. */
  void forget(Path file) {
    delete(file);
  }

  /** Deletes a folder in which nothing counts any more. */
  void forgetAll(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(Removal::delete);
    } catch (IOException _) { // there is none
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new LlamajarException(
          "Cannot delete %s (%s); do it by hand".formatted(file, e.getMessage()), e);
    }
  }

  Removed done() {
    return new Removed(List.copyOf(files), bytes);
  }
}
