package io.llamajar.cli;

import io.llamajar.LlamajarException;
import io.llamajar.pack.PackedFile;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;

/** The file that this program was started from: a JAR, or one with a model in it. */
final class OwnFile {
  private OwnFile() {}

  /** Where it is, unless the program runs from loose classes. */
  static Optional<Path> path() {
    CodeSource source = OwnFile.class.getProtectionDomain().getCodeSource();
    try {
      return Optional.of(Path.of(source.getLocation().toURI())).filter(Files::isRegularFile);
    } catch (URISyntaxException e) {
      throw new LlamajarException("Cannot tell where this program lies; give it another name", e);
    }
  }

  /** What is in it. */
  static Optional<PackedFile> packed() {
    return path().map(PackedFile::open);
  }
}
