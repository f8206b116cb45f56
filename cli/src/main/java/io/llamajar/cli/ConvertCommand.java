package io.llamajar.cli;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.Archive;
import io.llamajar.pack.PackedFile;
import io.llamajar.pack.Packing;
import io.llamajar.pack.Parts;
import io.llamajar.pack.StartArguments;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code llamajar convert}: the models of a llamafile in a file that Llamajar runs. */
@Command(
    name = "convert",
    sortOptions = false,
    description = {
      "Makes a .llamajar of a .llamafile: the same models, this program, and its arguments in our",
      "words. What they say that has no meaning here is told and left out."
    })
final class ConvertCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "FILE", description = "the .llamafile")
  private Path file = Path.of("");

  @Mixin private final PackedOutput output = new PackedOutput();

  ConvertCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    output.check();
    PackedFile theirs = PackedFile.open(file);
    if (theirs.models().isEmpty()) {
      throw new LlamajarException(
          file + " has no model in it; name a .llamafile that was packed with one");
    }
    Commands commands = new Commands(console, new Complaints(console));
    StartArguments words = theirs.arguments(name -> Optional.of("$" + name));
    LlamafileArguments arguments = new LlamafileArguments(words, commands);
    if (!arguments.dropped().isEmpty()) {
      console.tell(
          "left out of its arguments, having no meaning here: "
              + String.join(", ", arguments.dropped()));
    }
    Archive engine = OwnFile.engine();
    Parts parts = Parts.of(theirs, engine, PackedOutput.date());
    output.write(new Packing(parts.withArguments(arguments.text())), console);
    return 0;
  }
}
