package io.llamajar.cli;

import io.llamajar.Model;
import io.llamajar.Reranker;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code llamajar rerank}: documents in, the same out, those first that answer a query best. */
@Command(
    name = "rerank",
    sortOptions = false,
    description = {
      "Sorts documents by how well they answer a query, from 0 to 1, with a reranker.",
      "Each line of standard input, or of a file, is a document."
    })
final class RerankCommand implements Callable<Integer> {
  /** How documents are shown. */
  enum Format {
    TEXT,
    JSON
  }

  private final Console console;

  @Option(
      names = {"-q", "--query"},
      required = true,
      paramLabel = "TEXT",
      description = "what is asked")
  private String query = "";

  @Mixin private final TextLines lines = new TextLines();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "text|json",
      description =
          "the score and the document, or {\"score\": ..., \"index\": ..., \"text\": ...} (default:"
              + " text)")
  private Format format = Format.TEXT;

  @Mixin private final ModelSettings settings = new ModelSettings();

  /** A document, the line that it was in from 0 on, and what it is worth. */
  private record Ranked(int index, String text, float score) {}

  RerankCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    try (Model model = settings.open(console)) {
      Reranker reranker = model.reranker();
      List<String> documents = lines.all(console);
      float[] scores = reranker.scores(query, documents);
      IntStream.range(0, scores.length)
          .mapToObj(i -> new Ranked(i, documents.get(i), scores[i]))
          .sorted(Comparator.comparingDouble(Ranked::score).reversed())
          .forEach(document -> console.print(line(document)));
    }
    return 0;
  }

  private String line(Ranked document) {
    return switch (format) {
      case TEXT ->
          String.format(Locale.ROOT, "%.4f  %s\n", document.score, Lines.single(document.text));
      case JSON ->
          Json.of(json -> {
            json.writeStartObject();
            json.writeName("score");
            json.writeNumber(document.score);
            json.writeName("index");
            json.writeNumber(document.index);
            json.writeName("text");
            json.writeString(document.text);
            json.writeEndObject();
          });
    };
  }
}
