package io.llamajar.cli;

import io.llamajar.LlamajarException;
import io.llamajar.Model;
import io.llamajar.ModelOptions;
import io.llamajar.gguf.GgmlType;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which model, and how it is run: the options of commands that make a model think. */
final class ModelSettings {
  @Mixin private final ModelFile file = new ModelFile();

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N",
      description = "compute with so many threads (default: as many as there are cores)")
  private int threads;

  @Option(
      names = {"-c", "--context"},
      paramLabel = "N",
      description =
          "remember at most so many tokens (default: as many as the model was trained on)")
  private int context;

  @Option(
      names = "--kv",
      paramLabel = "f16|f32|q8_0",
      description = "what the memory of these tokens is kept in (default: f16)")
  private GgmlType kvType = GgmlType.F16;

  /** Opens the model, and tells what to know about it. */
  Model open(Console console) {
    Model model = Model.open(file.source(), options());
    model.warnings().forEach(console::warn);
    return model;
  }

  private ModelOptions options() {
    try {
      return new ModelOptions(threads, context, kvType);
    } catch (LlamajarException e) {
      throw new UsageException(e);
    }
  }
}
