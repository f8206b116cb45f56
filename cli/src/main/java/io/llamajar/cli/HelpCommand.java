package io.llamajar.cli;

import io.llamajar.cli.manual.LlamaCpp;
import io.llamajar.cli.manual.ManPages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code llamajar help}: what commands and options do, for people and for {@code man}. */
@Command(
    name = "help",
    sortOptions = false,
    description = "Explains the program or a command, here or as man pages.")
final class HelpCommand implements Callable<Integer> {
  private final Console console;
  private final Supplier<CommandLine> program;

  @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "the command")
  private Optional<String> name = Optional.empty();

  @Option(names = "--man", description = "print a man page; man -l - shows it")
  private boolean man;

  @Option(
      names = "--man-pages",
      paramLabel = "FOLDER",
      description = "write the man pages of all commands, such as ~/.local/share/man/man1")
  private Optional<Path> pages = Optional.empty();

  @Option(names = "--llama-cpp", description = "list llama.cpp's options and ours side by side")
  private boolean llamaCpp;

  HelpCommand(Console console, Supplier<CommandLine> program) {
    this.console = console;
    this.program = program;
  }

  @Override
  public Integer call() throws IOException {
    CommandLine command = command();
    CommandSpec spec = command.getCommandSpec();
    if (pages.isPresent()) {
      Files.createDirectories(pages.get());
      for (Map.Entry<String, String> page : ManPages.all(spec.root()).entrySet()) {
        Files.writeString(pages.get().resolve(page.getKey()), page.getValue());
      }
    } else if (llamaCpp) {
      console.print(LlamaCpp.read().text(spec.root()));
    } else {
      console.print(man ? ManPages.of(spec) : command.getUsageMessage());
    }
    return 0;
  }

  private CommandLine command() {
    return name.isEmpty()
        ? program.get()
        : Optional.ofNullable(program.get().getSubcommands().get(name.get()))
            .orElseThrow(() ->
                new UsageException(
                    "There is no command %s; llamajar help lists them".formatted(name.get())));
  }
}
