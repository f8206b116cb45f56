package io.llamajar.gguf;

import io.llamajar.LlamajarException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Consumer;

/** Writes a file that appears, or replaces another, only when it is complete. */
public final class NewFile {
  private NewFile() {}

  /**
   * @param content writes everything; if it throws, no file is left behind
   */
  public static void write(Path file, Consumer<WritableByteChannel> content) throws IOException {
    if (Files.isDirectory(file)) {
      throw new LlamajarException(file + " is a folder; name a file to write");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      fill(file, content, StandardOpenOption.WRITE); // a device or pipe has no "beside"
      return;
    }
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    Path folder = Optional.ofNullable(target.getParent()).orElse(target);
    if (!Files.isDirectory(folder)) {
      throw new LlamajarException("There is no folder " + folder + "; create it first");
    }
    Path part = target.resolveSibling(target.getFileName() + "." + ProcessHandle.current().pid());
    part.toFile().deleteOnExit(); // should the program be interrupted
    try {
      fill(part, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static void fill(
      Path file, Consumer<WritableByteChannel> content, StandardOpenOption... options)
      throws IOException {
    try (FileChannel channel = FileChannel.open(file, options)) {
      content.accept(channel);
    } catch (UncheckedIOException | IOException e) {
      throw new IOException("Cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
