package io.llamajar.cli;

import io.llamajar.ModelOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Another chat template than the one in the model's file: names are llama.cpp's. */
final class TemplateFile {
  @Option(
      names = "--chat-template",
      paramLabel = "JINJA",
      description = "use this chat template instead of the model's own")
  private Optional<String> text = Optional.empty();

  @Option(names = "--chat-template-file", paramLabel = "FILE", description = "the same from a file")
  private Optional<Path> file = Optional.empty();

  /** These options, with the template that was given, if any. */
  ModelOptions addTo(ModelOptions options) throws IOException {
    if (text.isPresent() && file.isPresent()) {
      throw new UsageException("Both --chat-template and --chat-template-file are given; give one");
    }
    if (file.isPresent()) {
      return options.withChatTemplate(Prompts.text(file.get()));
    }
    if (text.isPresent() && !text.get().contains("{")) {
      throw new UsageException(
          "--chat-template is no Jinja template but '%s'; a file is given with --chat-template-file"
              .formatted(text.get()));
    }
    return text.map(options::withChatTemplate).orElse(options);
  }
}
