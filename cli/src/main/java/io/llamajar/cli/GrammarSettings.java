package io.llamajar.cli;

import io.llamajar.chat.schema.JsonSchema;
import io.llamajar.grammar.Grammar;
import io.llamajar.grammar.GrammarShelf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** What a text must look like: options of commands that write; the names are llama.cpp's. */
final class GrammarSettings {
  /** Of these options one excludes the others. */
  static final Set<String> NAMES =
      Set.of("--grammar", "--grammar-file", "--json-schema", "--json-schema-file");

  @Option(
      names = "--grammar",
      paramLabel = "GBNF",
      description = "write only what this grammar matches")
  private Optional<String> grammar = Optional.empty();

  @Option(
      names = "--grammar-file",
      paramLabel = "FILE",
      description = "the same for the grammar in a file")
  private Optional<Path> grammarFile = Optional.empty();

  @Option(
      names = {"-j", "--json-schema"},
      paramLabel = "JSON",
      description =
          "write only JSON that this schema allows; {\"type\": \"object\"} is for any object")
  private Optional<String> schema = Optional.empty();

  @Option(
      names = {"-jf", "--json-schema-file"},
      paramLabel = "FILE",
      description = "the same for the schema in a file")
  private Optional<Path> schemaFile = Optional.empty();

  private final GrammarShelf known = new GrammarShelf();

  /**
   * None, if the text is free.
   *
   * @throws io.llamajar.LlamajarException if it is no grammar, or no schema that can be enforced
   */
  Optional<Grammar> read() {
    List<Optional<?>> all = List.of(grammar, grammarFile, schema, schemaFile);
    if (all.stream().filter(Optional::isPresent).count() > 1) {
      throw new UsageException(
          "Give one grammar: --grammar, --grammar-file, --json-schema or --json-schema-file");
    }
    Optional<String> gbnf = grammar.or(() -> grammarFile.map(GrammarSettings::text));
    Optional<String> json = schema.or(() -> schemaFile.map(GrammarSettings::text));
    return gbnf.map(known::parse).or(() -> json.map(this::ofSchema));
  }

  private Grammar ofSchema(String json) {
    return known.get("schema " + json, () -> JsonSchema.grammar(json));
  }

  private static String text(Path file) {
    try {
      return Prompts.text(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
