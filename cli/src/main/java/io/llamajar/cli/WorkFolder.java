package io.llamajar.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A temporary folder that is gone with all in it when the work is done. */
final class WorkFolder implements AutoCloseable {
  private final Path folder;

  WorkFolder() throws IOException {
    folder = Files.createTempDirectory("llamajar");
  }

  /** A new empty folder in it. */
  Path subfolder() throws IOException {
    return Files.createTempDirectory(folder, "");
  }

  @Override
  public void close() throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(folder)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
