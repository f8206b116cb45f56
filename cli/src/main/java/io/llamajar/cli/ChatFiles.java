package io.llamajar.cli;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.NewFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * The files that somebody names in a conversation, found and written.
 *
 * <p>Names may be in quotes, have backslashes before blanks, and begin with {@code ~/}: so they
 * come from a shell, or from a window that a file was dragged out of.
 *
 * @param chats where files without a folder are saved
 * @param home what {@code ~} stands for
 * @param limits why a file may not be written that cannot be, if that is known
 */
record ChatFiles(Path chats, Path home, Function<Path, Optional<String>> limits) {
  /**
   * One to read: where the program was started, or where conversations are saved.
   *
   * @throws LlamajarException if it is in neither
   */
  Path existing(String typed) {
    Path name = path(typed);
    if (Files.exists(name)) {
      return name;
    }
    Path saved = chats.resolve(name);
    if (Files.exists(saved)) {
      return saved;
    }
    Path here = name.toAbsolutePath();
    throw new LlamajarException(
        "There is no %s%s; check its name"
            .formatted(here, here.equals(saved) ? "" : ", nor " + saved));
  }

  /** One to write, which may be there. */
  Path target(String typed) {
    return chats.resolve(path(typed)).normalize();
  }

  private Path path(String typed) {
    String name = unquoted(typed.strip());
    try {
      return name.equals("~") || name.startsWith("~/")
          ? Path.of(home + name.substring(1))
          : Path.of(name);
    } catch (InvalidPathException e) {
      throw new LlamajarException(
          "%s cannot be the name of a file; choose another".formatted(Lines.quoted(name)), e);
    }
  }

  private static String unquoted(String typed) {
    boolean isQuoted = typed.matches("(?s)\".+\"|'.+'");
    return isQuoted ? typed.substring(1, typed.length() - 1) : typed.replaceAll("\\\\(\\s)", "$1");
  }

  /**
   * Writes one.
   *
   * @throws LlamajarException if it may not be written, or cannot be
   */
  void write(Path file, byte[] bytes) {
    try {
      NewFile.write(file, channel -> fill(channel, ByteBuffer.wrap(bytes)));
    } catch (IOException e) {
      throw new LlamajarException(
          limits
              .apply(file)
              .map(limit -> "Cannot write %s: %s".formatted(file, limit))
              .orElseGet(() -> Complaints.message(e)),
          e);
    }
  }

  private static void fill(FileChannel channel, ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
