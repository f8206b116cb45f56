package io.llamajar.cli;

import io.llamajar.pack.PackedFile;
import io.llamajar.pack.Unpacking;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code llamajar unpack}: the models of a packed file as files of their own. */
@Command(
    name = "unpack",
    sortOptions = false,
    description = "Writes what was packed, models, arguments and texts, as files of their own.")
final class UnpackCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "FILE", description = "a .llamajar, a .llamafile, or another such ZIP")
  private Path file = Path.of("");

  @Option(
      names = {"-d", "--directory"},
      paramLabel = "FOLDER",
      description = "where to write (default: here)")
  private Path folder = Path.of("");

  @Option(names = "--force", description = "replace files that exist")
  private boolean force;

  UnpackCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Unpacking unpacking = new Unpacking(PackedFile.open(file), force);
    Progress progress = new Progress(console, unpacking.bytes());
    try {
      unpacking.write(folder, progress).forEach(made -> console.println(made.toString()));
    } finally {
      progress.end();
    }
    return 0;
  }
}
