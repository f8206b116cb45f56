package io.llamajar.cli;

import io.llamajar.LlamajarException;
import io.llamajar.Model;
import io.llamajar.ModelOptions;
import io.llamajar.gguf.GgufSource;
import java.io.IOException;
import picocli.CommandLine.Mixin;

/** Which model, and how it is run: the options of commands that make a model think. */
final class ModelSettings {
  @Mixin private final ModelFile file = new ModelFile();
  @Mixin private final EngineSettings engine = new EngineSettings();

  /** A model that is on this machine, and how it is to be run. */
  record Found(GgufSource source, ModelOptions options) {
    /** Opens it, and tells what to know about it. */
    Model open(Console console) {
      Model model = Model.open(source, options);
      model.warnings().forEach(console::warn);
      return model;
    }

    /** The same, with another chat template if one is given. */
    Found with(TemplateFile template) throws IOException {
      return new Found(source, template.addTo(options));
    }

    /** The same, for so many texts at a time. */
    Found withParallel(int texts) {
      try {
        return new Found(source, options.withParallel(texts));
      } catch (LlamajarException e) {
        throw new UsageException(e);
      }
    }
  }

  /** Has the model on this machine: what is downloaded comes before rights are given up. */
  Found find(Console console) {
    return new Found(file.source(console), engine.options(console));
  }

  /** The same with another model. */
  Found find(String word, Console console) {
    return new Found(ModelLocator.locate(word, console), engine.options(console));
  }

  Model open(Console console) {
    return find(console).open(console);
  }
}
