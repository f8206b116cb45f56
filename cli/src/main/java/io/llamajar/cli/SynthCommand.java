package io.llamajar.cli;

import io.llamajar.LlamajarException;
import io.llamajar.tools.Mix;
import io.llamajar.tools.Shape;
import io.llamajar.tools.Synth;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code llamajar synth}: a model of a real one's shape with random weights, to measure with. */
@Command(
    name = "synth",
    sortOptions = false,
    description = {
      "Writes a model of a real one's shape with random weights: good for measurements only.",
      "The same options give the same bytes."
    })
final class SynthCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = "--shape",
      required = true,
      paramLabel = "SHAPE",
      completionCandidates = Shapes.class,
      description = "one of ${COMPLETION-CANDIDATES}")
  private String shape = "";

  @Option(
      names = "--quant",
      required = true,
      paramLabel = "QUANT",
      completionCandidates = Mixes.class,
      description = "one of ${COMPLETION-CANDIDATES}")
  private String quant = "";

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "where to write; the file appears when it is complete")
  private Path output = Path.of("");

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "another seed gives other weights (default: 0)")
  private long seed;

  @Option(
      names = "--vocabulary",
      paramLabel = "N",
      description = "the number of tokens (default: the shape's)")
  private Optional<Integer> vocabulary = Optional.empty();

  @Option(
      names = "--layers",
      paramLabel = "N",
      description = "the number of layers (default: the shape's)")
  private Optional<Integer> layers = Optional.empty();

  @Option(names = "--force", description = "replace a file that exists")
  private boolean force;

  static final class Shapes implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Shape.names().iterator();
    }
  }

  static final class Mixes implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Mix.names().iterator();
    }
  }

  SynthCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Synth synth = synth();
    if (Files.exists(output) && !force) {
      throw new LlamajarException(
          output + " exists; choose another name, or replace it with --force");
    }
    Progress progress = new Progress(console, synth.bytes());
    synth.write(output, progress::upTo);
    progress.end();
    console.println(
        "%s: %s parameters in %s bytes"
            .formatted(output, Lines.grouped(synth.parameters()), Lines.grouped(synth.bytes())));
    return 0;
  }

  private Synth synth() {
    try {
      Shape wanted = Shape.named(shape);
      wanted = layers.map(wanted::withLayers).orElse(wanted);
      wanted = vocabulary.map(wanted::withVocabulary).orElse(wanted);
      return new Synth(wanted, Mix.named(quant), seed);
    } catch (LlamajarException e) {
      throw new UsageException(e);
    }
  }
}
