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

  @Option(
      names = {"-hf", "-hfr", "--hf-repo"},
      paramLabel = "OWNER/REPO[:QUANT]",
      description = "the same as -m hf:OWNER/REPO[:QUANT]")
  private Optional<String> repository = Optional.empty();

  GgufSource source(Console console) {
    return word().map(text -> ModelLocator.locate(text, console)).orElseGet(OwnFile::model);
  }

  /** What to call it. */
  String name() {
    return word()
        .or(() -> OwnFile.program().map(own -> own.model().toString()))
        .orElse("the built-in demo model");
  }

  private Optional<String> word() {
    if (word.isPresent() && repository.isPresent()) {
      throw new UsageException("Give the model either with -m or with -hf");
    }
    return word.or(() -> repository.map("hf:"::concat));
  }
}
