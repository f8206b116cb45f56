package io.llamajar.cli;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.Archive;
import io.llamajar.gguf.GgufSource;
import io.llamajar.pack.PackedFile;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The file that this program was started from: a JAR, or one with a model in it. */
final class OwnFile {
  private OwnFile() {}

  /** Where it is, unless the program runs from loose classes. */
  static Optional<Path> path() {
    // That is the whole class path after java -jar. (A class's code source is not known for all
    // that come out of an AOT cache.)
    return Optional.ofNullable(System.getProperty("java.class.path"))
        .filter(path -> !path.contains(File.pathSeparator))
        .map(Path::of)
        .filter(Files::isRegularFile);
  }

  /** What is in it. */
  static Optional<PackedFile> packed() {
    return path().map(PackedFile::open);
  }

  /** The same, if a model was packed with the program. */
  static Optional<PackedFile> program() {
    return packed().filter(PackedFile::isProgram);
  }

  /** The model in it: what was packed, else the demo model. */
  static GgufSource model() {
    return program().map(PackedFile::model).orElseGet(DemoModel::source);
  }

  /**
   * The program, to be packed.
   *
   * @throws LlamajarException if it runs from loose classes
   */
  static Archive engine() {
    return path()
        .map(Archive::open)
        .orElseThrow(() ->
            new LlamajarException(
                "Packing needs the program as one file; start it with java -jar llamajar.jar"));
  }
}
