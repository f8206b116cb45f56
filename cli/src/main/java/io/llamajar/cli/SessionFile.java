package io.llamajar.cli;

import io.llamajar.LlamajarException;
import io.llamajar.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** {@code --session}: what was read is kept from one run of the program to the next. */
final class SessionFile {
  @Option(
      names = "--session",
      paramLabel = "FILE",
      description =
          "keep in FILE what the model has read, so that a text which begins as the last one did is"
              + " not read again")
  private Optional<Path> file = Optional.empty();

  boolean isGiven() {
    return file.isPresent();
  }

  /** Has a model know what is in the file, if there is one. */
  void restore(Model model) {
    file.filter(Files::exists).ifPresent(model::restore);
  }

  /** The folder that is written in, where a new file takes the old one's place. */
  List<Path> folder() throws IOException {
    if (file.isEmpty()) {
      return List.of();
    }
    Path target = Files.exists(file.get()) ? file.get().toRealPath() : file.get().toAbsolutePath();
    Optional<Path> folder = Optional.ofNullable(target.getParent());
    if (folder.filter(Files::isDirectory).isEmpty()) { // better now than when all is said
      throw new LlamajarException(
          "There is no folder for the session %s; create it first".formatted(file.get()));
    }
    return folder.stream().toList();
  }

  /** Has somebody write the file, if one was named. */
  void save(Consumer<Path> writer) {
    file.ifPresent(writer);
  }
}
