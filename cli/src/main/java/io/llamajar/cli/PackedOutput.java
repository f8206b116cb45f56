package io.llamajar.cli;

import io.llamajar.LlamajarException;
import io.llamajar.pack.Packing;
import io.llamajar.pack.Receipt;
import io.llamajar.pack.Timestamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.LongConsumer;
import picocli.CommandLine.Option;

/** Where a packed file is written: the options of commands that make one. */
final class PackedOutput {
  private static final String DATE = "SOURCE_DATE_EPOCH";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "where to write; the file appears when it is complete")
  private Optional<Path> file = Optional.empty();

  @Option(names = "--force", description = "replace a file that exists")
  private boolean force;

  /**
   * Complains before any work is done.
   *
   * @throws UsageException if no file is named
   * @throws LlamajarException if it is there already
   */
  void check() {
    checkFree(target());
  }

  /** Complains of a file that exists and shall not be replaced. */
  void checkFree(Path target) {
    if (Files.exists(target) && !force) {
      throw new LlamajarException(
          target + " exists; choose another name, or replace it with --force");
    }
  }

  /** The new file. */
  Path target() {
    return file.orElseThrow(() -> new UsageException("Name the new file with -o"));
  }

  /** Writes a new file. */
  void write(Packing packing, Console console) throws IOException {
    check();
    write(packing, target(), console);
  }

  /** Writes a new file, or instead of an old one. */
  void replace(Path old, Packing packing, Console console) throws IOException {
    if (file.isPresent()) {
      write(packing, console);
    } else {
      write(packing, old, console);
    }
  }

  /** Writes a new file over an old one, around the models in it. */
  void writeInto(Path old, Packing packing, Console console) throws IOException {
    if (file.isPresent()) {
      throw new UsageException("Leave out -o: --in-place writes to the file itself");
    }
    write(packing, old, console, packing::writeInto);
  }

  private static void write(Packing packing, Path target, Console console) throws IOException {
    write(packing, target, console, packing::write);
  }

  private static void write(
      Packing packing, Path target, Console console, BiFunction<Path, LongConsumer, Receipt> way)
      throws IOException {
    Progress progress = new Progress(console, 2 * packing.bytes());
    Receipt receipt;
    try {
      receipt = way.apply(target, progress);
    } finally {
      progress.end();
    }
    console.println(
        "%s: %s bytes, SHA-256 %s"
            .formatted(target, Lines.grouped(receipt.bytes()), receipt.sha256()));
  }

  /** What everything in the file is dated, whenever it is made. */
  static Timestamp date() {
    return Timestamp.of(Optional.ofNullable(System.getenv(DATE)));
  }
}
