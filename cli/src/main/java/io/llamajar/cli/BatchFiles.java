package io.llamajar.cli;

import io.llamajar.ModelOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Option;

/** Which prompts a batch reads, and where it writes: JSON lines in, JSON lines out. */
final class BatchFiles {
  private static final String STANDARD_INPUT = "-";

  @Option(
      names = "--in-file",
      paramLabel = "FILE",
      description =
          "answer each line of a file: {\"prompt\": ...}, {\"messages\": [...]} or a line of"
              + " OpenAI's batches, with settings of its own; - reads standard input")
  private Optional<String> in = Optional.empty();

  @Option(
      names = "--out-file",
      paramLabel = "FILE",
      description =
          "write these answers here, and go on from those that are there (default: standard"
              + " output)")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = {"-np", "--parallel"},
      paramLabel = "N",
      description = "with --in-file, answer at most so many lines at a time (default: 64)")
  private Optional<Integer> parallel = Optional.empty();

  boolean isWanted() {
    if (in.isEmpty() && (out.isPresent() || parallel.isPresent())) {
      throw new UsageException("--out-file and --parallel are for --in-file; give one");
    }
    return in.isPresent();
  }

  int parallel() {
    return parallel.orElse(ModelOptions.defaults().parallel());
  }

  /**
   * All lines of the input, each character a byte of it: one that is no text has its error like
   * others, which it could not if it ended the reading.
   */
  BufferedReader lines(Console console) throws IOException {
    String file = in.orElseThrow();
    InputStream bytes =
        file.equals(STANDARD_INPUT) ? console.input() : Files.newInputStream(Path.of(file));
    return new BufferedReader(new InputStreamReader(bytes, StandardCharsets.ISO_8859_1));
  }

  /** The bytes of such a line. */
  static byte[] bytes(String line) {
    return line.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** What can be read of them. */
  static String readable(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** How many lines ask something; of what can be read only once nobody knows before its end. */
  OptionalLong count(Console console) throws IOException {
    String file = in.orElseThrow();
    boolean isPipe = Files.exists(Path.of(file)) && !Files.isRegularFile(Path.of(file));
    if (file.equals(STANDARD_INPUT) || isPipe) {
      return OptionalLong.empty();
    }
    try (BufferedReader lines = lines(console)) {
      return OptionalLong.of(
          lines.lines().filter(line -> !readable(bytes(line)).isBlank()).count());
    }
  }

  /** Where answers go, and which are there; nothing is made if there is nothing to answer. */
  BatchOutput output(Console console) throws IOException {
    String file = in.orElseThrow();
    if (!file.equals(STANDARD_INPUT) && Files.notExists(Path.of(file))) {
      throw new NoSuchFileException(file);
    }
    return out.isPresent() ? BatchOutput.into(out.get(), console) : BatchOutput.printed(console);
  }

  /** Whether answers go to standard output. */
  boolean arePrinted() {
    return out.isEmpty();
  }

  /** What to tell somebody who ends a batch early. */
  String wayOn() {
    return out.isPresent()
        ? "the same command goes on from there"
        : "with --out-file the same command could have gone on from there";
  }
}
