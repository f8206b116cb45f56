package io.llamajar.gguf;

import io.llamajar.LlamajarException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Writes a file that appears, or replaces another, only when it is complete. */
public final class NewFile {
  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  // As the shell does for what a compiler writes: the user's mask takes away what it shall not be.
  private static final String PROGRAM = "rwxrwxrwx";

  private NewFile() {}

  /**
   * @param content writes everything; if it throws, no file is left behind
   */
  public static void write(Path file, Consumer<FileChannel> content) throws IOException {
    write(file, content, new FileAttribute<?>[0]);
  }

  /** The same for a file that can be executed, where systems ask whether it may. */
  public static void writeProgram(Path file, Consumer<FileChannel> content) throws IOException {
    boolean asks = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    FileAttribute<?> program =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(PROGRAM));
    write(file, content, asks ? new FileAttribute<?>[] {program} : new FileAttribute<?>[0]);
  }

  private static void write(
      Path file, Consumer<FileChannel> content, FileAttribute<?>... attributes) throws IOException {
    if (Files.isDirectory(file)) {
      throw new LlamajarException(file + " is a folder; name a file to write");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      fill(file, content, Set.of(StandardOpenOption.WRITE)); // a device or pipe has no "beside"
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
      fill(part, content, NEW, attributes);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static void fill(
      Path file,
      Consumer<FileChannel> content,
      Set<StandardOpenOption> options,
      FileAttribute<?>... attributes)
      throws IOException {
    try (FileChannel channel = FileChannel.open(file, options, attributes)) {
      content.accept(channel);
    } catch (UncheckedIOException | IOException e) {
      throw new IOException("Cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
