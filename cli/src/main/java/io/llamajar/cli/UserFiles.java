package io.llamajar.cli;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Where a person's conversations leave something: what was typed, and what is saved.
 *
 * @param state the folder with the history, {@code $XDG_STATE_HOME/llamajar}, if it can be written
 * @param chats where files without a folder are saved
 * @param home the home folder
 */
record UserFiles(Optional<Path> state, Path chats, Path home) {
  /** For a program whose output nobody sees: nothing is remembered. */
  static UserFiles ofPipe(Function<String, Optional<String>> variables) {
    return new UserFiles(Optional.empty(), Path.of("").toAbsolutePath(), home(variables));
  }

  private static Path home(Function<String, Optional<String>> variables) {
    return Path.of(variables.apply("HOME").orElse(System.getProperty("user.home")));
  }

  /**
   * Conversations are saved in the folder that the program is in; but where the home folder is in
   * that one, then beside the history, for the sandbox must not leave all of it open.
   */
  static UserFiles here(Function<String, Optional<String>> variables) {
    Path home = home(variables);
    Path states =
        variables
            .apply("XDG_STATE_HOME")
            .map(Path::of)
            .filter(Path::isAbsolute)
            .orElse(home.resolve(".local/state"));
    return of(Path.of("").toAbsolutePath(), home, states.resolve("llamajar"));
  }

  static UserFiles of(Path here, Path home, Path folder) {
    try {
      Files.createDirectories(folder, owners("rwx------"));
      Path history = folder.resolve("history");
      if (Files.notExists(history)) {
        Files.createFile(history, owners("rw-------"));
      }
    } catch (IOException | UnsupportedOperationException e) {
      return new UserFiles(Optional.empty(), here, home); // all the same one can chat
    }
    return new UserFiles(Optional.of(folder), home.startsWith(here) ? folder : here, home);
  }

  private static FileAttribute<?>[] owners(String permissions) {
    boolean asks = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    return asks
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  Optional<Path> history() {
    return state.map(folder -> folder.resolve("history"));
  }

  /** What has to be open for writing. */
  List<Path> folders() {
    return Stream.concat(state.stream(), Stream.of(chats)).distinct().toList();
  }
}
