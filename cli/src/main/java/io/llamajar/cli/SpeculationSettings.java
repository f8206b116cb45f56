package io.llamajar.cli;

import io.llamajar.speculation.Speculation;
import io.llamajar.speculation.Speculation.Guesser;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** How the next tokens are guessed: options of commands that write; the names are llama.cpp's. */
final class SpeculationSettings {
  @Option(
      names = {"-md", "--model-draft", "--spec-draft-model"},
      paramLabel = "FILE",
      description = "a small model with the same tokens that guesses what the large one says next")
  private Optional<Path> draft = Optional.empty();

  @Option(
      names = "--spec-type",
      paramLabel = "TYPE[,TYPE]",
      description =
          "guess next tokens by ngram-simple (what followed before in the text) or draft-simple"
              + " (the draft model), or none; the text stays the same (default: both)")
  private Optional<String> types = Optional.empty();

  @Option(
      names = "--spec-draft-n-max",
      paramLabel = "N",
      description = "guess at most so many tokens at a time (default: ${DEFAULT-VALUE})")
  private int most = Speculation.DEFAULT_MOST;

  @Option(
      names = "--spec-draft-n-min",
      paramLabel = "N",
      description = "use no fewer guesses than these (default: ${DEFAULT-VALUE})")
  private int least;

  @Option(
      names = {"--spec-draft-p-min", "--draft-p-min"},
      paramLabel = "P",
      description = "the draft model guesses on only if it is so sure (default: ${DEFAULT-VALUE})")
  private double probability;

  @Option(
      names = "--spec-ngram-simple-size-n",
      paramLabel = "N",
      description = "so many tokens must have stood together before (default: ${DEFAULT-VALUE})")
  private int ngram = Speculation.DEFAULT_NGRAM;

  /** The file of the draft model. */
  Optional<Path> draft() {
    return draft;
  }

  Speculation speculation() {
    Set<Guesser> guessers =
        types.map(SpeculationSettings::guessers).orElse(Set.of(Guesser.values()));
    return new Speculation(guessers, most, least, probability, ngram);
  }

  private static Set<Guesser> guessers(String types) {
    return Speculation.guessers(types)
        .orElseThrow(() ->
            new UsageException(
                "There is no --spec-type %s; give none, ngram-simple or draft-simple"
                    .formatted(types)));
  }
}
