package io.llamajar.cli;

import io.llamajar.hub.Amount;
import io.llamajar.hub.Hub;
import io.llamajar.hub.Removed;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code llamajar rm}: deletes models that were downloaded. */
@Command(
    name = "rm",
    sortOptions = false,
    description = {
      "Deletes downloaded models by the names that 'llamajar list' shows; hf:OWNER/REPO alone"
          + " means",
      "all of that repository's. What other models need stays."
    })
final class RemoveCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "NAME", arity = "1..*", description = "a model's name")
  private List<String> names = List.of();

  RemoveCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Hub hub = NamedModels.hub(console);
    for (String name : names) {
      Removed removed = hub.remove(name);
      removed.files().forEach(file -> console.println(file.toString()));
      console.println("%s: %s are free again".formatted(name, Amount.of(removed.bytes())));
    }
    return 0;
  }
}
