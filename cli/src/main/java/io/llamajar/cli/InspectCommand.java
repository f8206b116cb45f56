package io.llamajar.cli;

import io.llamajar.Model;
import io.llamajar.gguf.Gguf;
import io.llamajar.gguf.GgufSource;
import io.llamajar.pack.PackedFile;
import io.llamajar.sandbox.Sandbox;
import io.llamajar.tools.TypeSum;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code llamajar inspect}: what a GGUF file holds, whether it can be run or not. */
@Command(
    name = "inspect",
    sortOptions = false,
    description = "Shows what a GGUF file holds, and whether Llamajar can run it.")
final class InspectCommand implements Callable<Integer> {
  private final Console console;

  @Option(names = "--all", description = "show long arrays and texts to their end")
  private boolean all;

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  @Mixin private final ModelFile file = new ModelFile();

  InspectCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    GgufSource source = file.source(console);
    try (Gguf gguf = Gguf.open(source)) {
      Optional<PackedFile> packed =
          source.entry().map(entry -> PackedFile.open(source.file())).filter(PackedFile::isProgram);
      Inventory.Place place = new Inventory.Place(file.name(), source.bytes(), packed);
      Inventory inventory =
          new Inventory(place, gguf, TypeSum.of(gguf), Model.obstacle(gguf), Sandbox.offer());
      console.print(json ? inventory.json(all) : inventory.text(all));
    }
    return 0;
  }
}
