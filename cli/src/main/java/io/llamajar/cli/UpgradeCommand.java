package io.llamajar.cli;

import io.llamajar.LlamajarException;
import io.llamajar.pack.PackedFile;
import io.llamajar.pack.Packing;
import io.llamajar.pack.Parts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code llamajar upgrade}: this program around the models of an older packed file. */
@Command(
    name = "upgrade",
    sortOptions = false,
    description = {
      "Puts this program around the models of a packed file, in place of the one it was packed",
      "with; in the same file, or with -o in another. Where the file system can, old and new share",
      "the models and nothing of them is copied; elsewhere --in-place copies nothing either."
    })
final class UpgradeCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "FILE", description = "the packed file")
  private Path file = Path.of("");

  @Option(
      names = "--in-place",
      description = {
        "write only the program into FILE and leave the models where they lie; nobody may be",
        "running it, and who is interrupted has to begin again before it can be used"
      })
  private boolean inPlace;

  @Mixin private final PackedOutput output = new PackedOutput();

  UpgradeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Packing.resume(file);
    PackedFile old = PackedFile.open(file);
    if (!old.isProgram()) {
      throw new LlamajarException(
          file + " was not packed with llamajar; use llamajar convert, or pack its model");
    }
    Parts parts = Parts.of(old, OwnFile.engine(), PackedOutput.date());
    if (inPlace) {
      output.writeInto(file, new Packing(parts), console);
    } else {
      output.replace(file, new Packing(parts), console);
    }
    return 0;
  }
}
