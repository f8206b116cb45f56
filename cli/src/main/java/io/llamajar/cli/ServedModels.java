package io.llamajar.cli;

import io.llamajar.gguf.GgufSource;
import io.llamajar.server.Models.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    GgufSource model = ModelLocator.locate(text.substring(equals + 1));
    if (!Files.isReadable(model.file())) {
      throw new UsageException(
          "Cannot read the model file %s; check its name".formatted(model.file()));
    }
    return new Source(equals > 0 ? text.substring(0, equals) : name(model.fileName()), model);
  }

  private static String name(String file) {
    return file.endsWith(ENDING) ? file.substring(0, file.length() - ENDING.length()) : file;
  }
}
