package io.llamajar.cli;

import io.llamajar.Model;
import io.llamajar.Session;
import io.llamajar.gguf.NewFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code llamajar logprobs}: what a model expects after each of some tokens, as a binary file. */
@Command(
    name = "logprobs",
    sortOptions = false,
    description = {
      "Writes the log-probabilities of what may follow on each of some tokens.",
      "The file is float32, little-endian: for each given token a row as long as the vocabulary."
    })
final class LogprobsCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = "--tokens",
      required = true,
      split = ",",
      paramLabel = "ID",
      description = "the tokens, as they are: nothing is added")
  private int[] tokens = {};

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "where to write; the file appears when it is complete")
  private Path output = Path.of("");

  @Mixin private final ModelSettings settings = new ModelSettings();

  LogprobsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    try (Model model = settings.open(console);
        Session session = model.session()) {
      NewFile.write(output, file -> session.logprobs(tokens, new Rows(model, file)::write));
    }
    return 0;
  }

  /** Writes a row at a time, so that the largest vocabulary needs no more memory. */
  private static final class Rows {
    private final WritableByteChannel file;
    private final ByteBuffer row;

    Rows(Model model, WritableByteChannel file) {
      this.file = file;
      this.row =
          ByteBuffer.allocateDirect(Math.multiplyExact(model.vocabularySize(), Float.BYTES))
              .order(ByteOrder.LITTLE_ENDIAN);
    }

    void write(int position, float[] logprobs) {
      row.clear().asFloatBuffer().put(logprobs);
      try {
        while (row.hasRemaining()) {
          file.write(row);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
