package io.llamajar.cli;

import io.llamajar.gguf.GgufSource;
import io.llamajar.server.Models.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which models are served, and what requests call them. */
final class ServedModels {
  private static final String DEMO = "llamajar-demo";
  private static final String ENDING = ".gguf";

  @Option(
      names = {"-m", "--model"},
      paramLabel = "[NAME=]FILE",
      description = {
        "a GGUF file to serve, and what requests call it (default: the file's name); may be",
        "repeated; each is opened when it is first asked for (default: the built-in demo model)"
      })
  private List<String> files = List.of();

  List<Source> sources() {
    return files.isEmpty()
        ? List.of(new Source(DEMO, DemoModel.source()))
        : files.stream().map(ServedModels::source).toList();
  }

  /** A file whose name has an equals sign is meant as a whole. */
  private static Source source(String text) {
    int equals = Files.exists(Path.of(text)) ? -1 : text.indexOf('=');
    Path file = Path.of(text.substring(equals + 1));
    if (!Files.isReadable(file)) {
      throw new UsageException("Cannot read the model file %s; check its name".formatted(file));
    }
    String name = equals > 0 ? text.substring(0, equals) : name(file);
    return new Source(name, GgufSource.of(file));
  }

  private static String name(Path file) {
    String name = Optional.ofNullable(file.getFileName()).orElse(file).toString();
    return name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name;
  }
}
