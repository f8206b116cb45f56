package io.llamajar.hub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders that others may change meanwhile: what cannot be seen in them is not there. */
final class Tree {
  /** How the name of a file ends that is being written. */
  static final String FRESH = ".tmp";

  private Tree() {}

  /** Puts a text into a file in one step: nobody ever sees half of it. */
  static void write(Path file, String text) throws IOException {
    String name = file.getFileName() + "." + ProcessHandle.current().pid() + FRESH;
    Path fresh = file.resolveSibling(name);
    Files.writeString(fresh, text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** What is in a folder, by name. */
  static List<Path> children(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted().toList();
    } catch (IOException | UncheckedIOException _) {
      return List.of();
    }
  }

  /** All files below a folder, links to such too, by name. */
  static List<Path> files(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException | UncheckedIOException _) {
      return List.of();
    }
  }

  /** A file's bytes; 0 if there is none. */
  static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException _) {
      return 0;
    }
  }

  /** Takes empty folders away, and those that are empty then, but not the folder itself. */
  static void prune(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      all.filter(path -> !path.equals(folder) && Files.isDirectory(path))
          .sorted(Comparator.reverseOrder())
          .filter(path -> children(path).isEmpty())
          .forEach(Tree::delete);
    } catch (IOException | UncheckedIOException _) { // it stays as it is
    }
  }

  private static void delete(Path folder) {
    try {
      Files.deleteIfExists(folder);
    } catch (IOException _) { // it is in use again
    }
  }
}
