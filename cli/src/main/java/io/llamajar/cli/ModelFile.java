package io.llamajar.cli;

import io.llamajar.gguf.GgufSource;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which model: the option that all commands have. */
final class ModelFile {
  @Option(
      names = {"-m", "--model"},
      paramLabel = "FILE",
      description = "the model, a GGUF file (default: the built-in demo model)")
  private Optional<Path> file = Optional.empty();

  GgufSource source() {
    return file.map(GgufSource::of).orElseGet(DemoModel::source);
  }

  /** What to call it. */
  String name() {
    return file.map(Path::toString).orElse("the built-in demo model");
  }
}
