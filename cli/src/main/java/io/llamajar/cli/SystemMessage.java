package io.llamajar.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What the model should know or be, said before all else: in words or in a file. */
final class SystemMessage {
  @Option(
      names = {"-sys", "--system-prompt", "--system"},
      paramLabel = "TEXT",
      description = "what the model should know or be throughout")
  private Optional<String> text = Optional.empty();

  @Option(
      names = {"-sysf", "--system-prompt-file"},
      paramLabel = "FILE",
      description = "the same from a file, in UTF-8")
  private Optional<Path> file = Optional.empty();

  /** Nothing, if there is none. */
  Optional<String> read() throws IOException {
    if (text.isPresent() && file.isPresent()) {
      throw new UsageException("Give the system message either with -sys or with -sysf");
    }
    return file.isPresent() ? Optional.of(Prompts.text(file.get())) : text;
  }
}
