package io.llamajar.cli;

import io.llamajar.gguf.GgufSource;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which model: the option that all commands have. */
final class ModelFile {
  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      description =
          "the model: a GGUF file, or a packed one (of several in it one as FILE@NAME), or a name:"
              + " hf:OWNER/REPO[:QUANT], https://..., ollama:NAME (default: the one in this"
              + " program)")
  private Optional<String> word = Optional.empty();

  GgufSource source(Console console) {
    return word.map(text -> ModelLocator.locate(text, console)).orElseGet(OwnFile::model);
  }

  /** What to call it. */
  String name() {
    return word.or(() -> OwnFile.program().map(own -> own.model().toString()))
        .orElse("the built-in demo model");
  }
}
