package io.llamajar.gguf;

import io.llamajar.LlamajarException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens files and maps them into memory; says in words what the file system refuses. */
final class FileAccess {
  private FileAccess() {}

  /** Maps the bytes of a source, read-only, for as long as the arena lives. */
  static MemorySegment map(GgufSource source, Arena arena) {
    Path path = source.file();
    try (FileChannel file = open(path)) {
      long left = file.size() - source.offset();
      if (source.offset() < 0 || left < 0 || source.length() > left) {
        throw new LlamajarException(
            path
                + ": the model in it lies beyond the end of the file; it is incomplete or damaged,"
                + " get it again");
      }
      long length = source.length() < 0 ? left : source.length();
      return file.map(FileChannel.MapMode.READ_ONLY, source.offset(), length, arena);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** Opens a regular file; a pipe, say, would block. */
  static FileChannel open(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new LlamajarException(path + " is a folder; name a file in it");
    }
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new LlamajarException(path + " is not a regular file; name a file that can be mapped");
    }
    return FileChannel.open(path, StandardOpenOption.READ);
  }

  static long size(Path path) {
    try {
      return Files.size(path);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  static LlamajarException unreadable(Path path, IOException e) {
    return switch (e) {
      case NoSuchFileException missing ->
          new LlamajarException(path + " does not exist; check its name", e);
      case AccessDeniedException denied ->
          new LlamajarException(path + " may not be read by you; change its permissions", e);
      default ->
          new LlamajarException(
              path + " cannot be read (" + e.getMessage() + "); check the disk it is on", e);
    };
  }

  static LlamajarException unwritable(Path path, IOException e) {
    return switch (e) {
      case NoSuchFileException missing ->
          new LlamajarException(path + " cannot be written: its folder does not exist", e);
      case AccessDeniedException denied ->
          new LlamajarException(path + " may not be written by you; choose another folder", e);
      default ->
          new LlamajarException(
              path + " cannot be written (" + e.getMessage() + "); check the space on its disk", e);
    };
  }
}
