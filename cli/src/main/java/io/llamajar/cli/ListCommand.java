package io.llamajar.cli;

import io.llamajar.hub.Amount;
import io.llamajar.hub.Stored;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;

/** {@code llamajar list}: the models on this machine that have a name. */
@Command(
    name = "list",
    sortOptions = false,
    description = {
      "Lists the models on this machine that -m can name: downloaded ones, those of Hugging Face's",
      "other tools, of Ollama and of LM Studio."
    })
final class ListCommand implements Callable<Integer> {
  private final Console console;

  @Option(names = "--json", description = "print one JSON array")
  private boolean json;

  ListCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    List<Stored> models = NamedModels.hub(console).list();
    if (json) {
      console.print(Json.of(out -> write(models, out)));
    } else if (models.isEmpty()) {
      console.tell("no model is on this machine yet; -m hf:OWNER/REPO downloads one");
    } else {
      table(models);
    }
    return 0;
  }

  private void table(List<Stored> models) {
    int width = models.stream().mapToInt(model -> model.name().length()).max().orElseThrow();
    for (Stored model : models) {
      String line =
          ("%-" + width + "s  %8s  %-11s  %s")
              .formatted(
                  model.name(), Amount.of(model.bytes()), model.quant().orElse(""), model.keeper());
      console.println(Lines.single(line));
    }
  }

  private static void write(List<Stored> models, JsonGenerator out) {
    out.writeStartArray();
    for (Stored model : models) {
      out.writeStartObject();
      out.writeStringProperty("name", model.name());
      out.writeNumberProperty("bytes", model.bytes());
      model.quant().ifPresent(quant -> out.writeStringProperty("quant", quant));
      out.writeStringProperty("file", model.file().toString());
      out.writeStringProperty("keeper", model.keeper().toString());
      out.writeEndObject();
    }
    out.writeEndArray();
  }
}
