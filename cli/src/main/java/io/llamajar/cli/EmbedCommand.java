package io.llamajar.cli;

import io.llamajar.Embedder;
import io.llamajar.EmbeddingOptions;
import io.llamajar.Model;
import io.llamajar.Pooling;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;

/** {@code llamajar embed}: lines of text in, a vector for each out. */
@Command(
    name = "embed",
    sortOptions = false,
    description = {
      "Turns texts into vectors that are near each other where texts mean the same.",
      "Each line of standard input, or of a file, is a text and gives a line."
    })
final class EmbedCommand implements Callable<Integer> {
  /** How vectors are shown. */
  enum Format {
    JSON,
    FLOATS
  }

  private final Console console;

  @Option(
      names = {"-p", "--prompt"},
      paramLabel = "TEXT",
      description = "a text, instead of lines")
  private Optional<String> text = Optional.empty();

  @Mixin private final TextLines lines = new TextLines();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "json|floats",
      description = "an array in a line, or numbers with spaces between (default: json)")
  private Format format = Format.JSON;

  @Option(
      names = "--pooling",
      paramLabel = "mean|cls|last|none",
      description =
          "how the vectors of tokens become one; none shows them all (default: the model's own"
              + " way)")
  private Optional<Pooling> pooling = Optional.empty();

  @Option(names = "--raw", description = "leave vectors as they are, do not give them length 1")
  private boolean raw;

  @Mixin private final ModelSettings settings = new ModelSettings();

  EmbedCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (text.isPresent() && lines.isFile()) {
      throw new UsageException("Give the text either with -p or with -f");
    }
    try (Model model = settings.open(console)) {
      Embedder embedder = model.embedder(new EmbeddingOptions(pooling, !raw));
      if (text.isPresent()) {
        show(embedder, List.of(text.get()));
      } else {
        lines.forEachBlock(console, block -> show(embedder, block));
      }
    }
    return 0;
  }

  private void show(Embedder embedder, List<String> texts) {
    if (embedder.pooling() == Pooling.NONE) {
      texts.forEach(each -> console.print(tokens(embedder.embedEachToken(each))));
    } else {
      embedder.embed(texts).forEach(vector -> console.print(line(vector)));
    }
  }

  private String line(float[] vector) {
    return switch (format) {
      case JSON -> Json.of(json -> write(json, vector));
      case FLOATS ->
          IntStream.range(0, vector.length)
              .mapToObj(i -> Float.toString(vector[i]))
              .collect(Collectors.joining(" ", "", "\n"));
    };
  }

  /** The vectors of a text's tokens: an array of arrays, or a line for each. */
  private String tokens(List<float[]> vectors) {
    return switch (format) {
      case JSON ->
          Json.of(json -> {
            json.writeStartArray();
            vectors.forEach(vector -> write(json, vector));
            json.writeEndArray();
          });
      case FLOATS -> vectors.stream().map(this::line).collect(Collectors.joining());
    };
  }

  private static void write(JsonGenerator json, float[] vector) {
    json.writeStartArray();
    for (float value : vector) {
      json.writeNumber(value);
    }
    json.writeEndArray();
  }
}
