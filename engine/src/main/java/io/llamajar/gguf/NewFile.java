package io.llamajar.gguf;

import io.llamajar.LlamajarException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes a file that appears, or replaces another, only when it is complete.
 *
 * <p>Until then it is beside its place, under its name, the number of the process that writes it,
 * and {@code .part}. What a process leaves behind that is killed is removed when the same file is
 * written the next time.
 */
public final class NewFile {
  private static final Duration INEXACT = Duration.ofSeconds(2); // when a process was started

  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  // As of what a compiler writes: the user's mask takes away what it shall not be.
  private static final String PROGRAM = "rwxrwxrwx";

  private NewFile() {}

  /**
   * @param content writes everything; if it throws, no file is left behind
   */
  public static void write(Path file, Consumer<FileChannel> content) throws IOException {
    write(file, (channel, part) -> content.accept(channel), new FileAttribute<?>[0]);
  }

  /**
   * The same for a file that can be executed, where systems ask whether it may.
   *
   * @param content writes everything, and may read it where it is until then
   */
  public static void writeProgram(Path file, BiConsumer<FileChannel, Path> content)
      throws IOException {
    boolean asks = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    FileAttribute<?> program =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(PROGRAM));
    write(file, content, asks ? new FileAttribute<?>[] {program} : new FileAttribute<?>[0]);
  }

  private static void write(
      Path file, BiConsumer<FileChannel, Path> content, FileAttribute<?>[] attributes)
      throws IOException {
    if (Files.isDirectory(file)) {
      throw new LlamajarException(file + " is a folder; name a file to write");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      // A device or pipe has no "beside".
      fill(FileChannel.open(file, StandardOpenOption.WRITE), file, c -> content.accept(c, file));
      return;
    }
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    Path folder = Optional.ofNullable(target.getParent()).orElse(target);
    if (!Files.isDirectory(folder)) {
      throw new LlamajarException("There is no folder " + folder + "; create it first");
    }
    removeAbandoned(folder, String.valueOf(target.getFileName()));
    Path part =
        target.resolveSibling(
            "%s.%d.part".formatted(target.getFileName(), ProcessHandle.current().pid()));
    FileChannel channel = begin(part, file, attributes);
    try {
      part.toFile().deleteOnExit(); // should the program be interrupted
      fill(channel, file, c -> content.accept(c, part));
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Removes what was written of a file by those who will never end it. */
  private static void removeAbandoned(Path folder, String name) {
    Pattern parts = Pattern.compile(Pattern.quote(name) + "\\.(\\d{1,18})\\.part");
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Matcher part = parts.matcher(String.valueOf(file.getFileName()));
        if (part.matches() && isAbandoned(file, Long.parseLong(part.group(1)))) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // It only takes room.
    }
  }

  /** Its process is no more; one that has begun since only has the same number. */
  private static boolean isAbandoned(Path part, long pid) throws IOException {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    Instant written = Files.getLastModifiedTime(part).toInstant();
    return process.isEmpty()
        || process
            .flatMap(running -> running.info().startInstant())
            .filter(start -> start.minus(INEXACT).isAfter(written))
            .isPresent();
  }

  private static FileChannel begin(Path part, Path file, FileAttribute<?>[] attributes)
      throws IOException {
    try {
      return FileChannel.open(part, NEW, attributes);
    } catch (FileAlreadyExistsException e) {
      throw new LlamajarException(file + " is being written already; try again later", e);
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  private static void fill(FileChannel file, Path name, Consumer<FileChannel> content)
      throws IOException {
    try (file) {
      content.accept(file);
    } catch (UncheckedIOException | IOException e) {
      throw failure(name, e);
    }
  }

  private static IOException failure(Path file, Exception e) {
    return new IOException("Cannot write " + file + ": " + reason(e), e);
  }

  /** Without the name of the part, which nobody has heard of. */
  private static String reason(Exception e) {
    return switch (e) {
      case AccessDeniedException denied -> "it is not permitted";
      case FileSystemException known when known.getReason() != null -> known.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }
}
