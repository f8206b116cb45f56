package io.llamajar.cli;

import io.llamajar.cli.manual.Completion;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code llamajar completion}: a script by which a shell completes command lines. */
@Command(
    name = "completion",
    sortOptions = false,
    description = {
      "Prints a script that completes commands, options and values, in bash as in",
      "source <(llamajar completion bash). Its first lines say where to keep it."
    })
final class CompletionCommand implements Callable<Integer> {
  private final Console console;
  private final Supplier<CommandLine> program;

  @Parameters(paramLabel = "bash|zsh|fish", description = "the shell")
  private Completion shell = Completion.BASH;

  CompletionCommand(Console console, Supplier<CommandLine> program) {
    this.console = console;
    this.program = program;
  }

  @Override
  public Integer call() {
    console.print(shell.script(program.get().getCommandSpec()));
    return 0;
  }
}
