package io.llamajar.cli;

import io.llamajar.Model;
import picocli.CommandLine.Mixin;

/** Which model, and how it is run: the options of commands that make a model think. */
final class ModelSettings {
  @Mixin private final ModelFile file = new ModelFile();
  @Mixin private final EngineSettings engine = new EngineSettings();

  /** Opens the model, and tells what to know about it. */
  Model open(Console console) {
    Model model = Model.open(file.source(), engine.options());
    model.warnings().forEach(console::warn);
    return model;
  }
}
