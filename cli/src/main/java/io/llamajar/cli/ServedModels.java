package io.llamajar.cli;

import io.llamajar.gguf.GgufSource;
import io.llamajar.hub.Hub;
import io.llamajar.pack.PackedFile;
import io.llamajar.server.Models.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Which models are served, and what requests call them. */
final class ServedModels {
  private static final String DEMO = "llamajar-demo";
  private static final String ENDING = ".gguf";

  @Option(
      names = {"-m", "--model"},
      paramLabel = "[NAME=]FILE",
      description = {
        "a model to serve, a file or a name, and what requests call it (default: the file's name);",
        "may be repeated; each is opened when it is first asked for (default: the built-in demo",
        "model)"
      })
  private List<String> files = List.of();

  @Option(
      names = {"-hf", "-hfr", "--hf-repo"},
      paramLabel = "OWNER/REPO[:QUANT]",
      description = "the same as -m hf:OWNER/REPO[:QUANT]; may be repeated")
  private List<String> repositories = List.of();

  List<Source> sources(Console console) {
    List<Source> sources =
        Stream.concat(files.stream(), repositories.stream().map("hf:"::concat))
            .map(text -> source(text, console))
            .toList();
    return sources.isEmpty() ? List.of(own()) : sources;
  }

  private static Source own() {
    return OwnFile.program()
        .map(PackedFile::model)
        .map(model -> new Source(name("", model.fileName()), model))
        .orElseGet(() -> new Source(DEMO, DemoModel.source()));
  }

  /** A file or a model whose name has an equals sign is meant as a whole. */
  private static Source source(String text, Console console) {
    boolean isWhole = Hub.isName(text) || Files.exists(Path.of(text));
    int equals = isWhole ? -1 : text.indexOf('=');
    String word = text.substring(equals + 1);
    GgufSource model = ModelLocator.locate(word, console);
    if (!Files.isReadable(model.file())) {
      throw new UsageException(
          "Cannot read the model file %s; check its name".formatted(model.file()));
    }
    return new Source(equals > 0 ? text.substring(0, equals) : name(word, model.fileName()), model);
  }

  /** The file's name; a file of Ollama's is called by a sum of its bytes, which nobody types. */
  private static String name(String word, String file) {
    if (file.endsWith(ENDING)) {
      return file.substring(0, file.length() - ENDING.length());
    }
    return Hub.isName(word) ? word.substring(word.indexOf(':') + 1) : file;
  }
}
