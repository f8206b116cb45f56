package io.llamajar.hub;

import io.llamajar.LlamajarException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Lets one process at a time bring a file; the system lets go when a process dies. */
final class Lock implements AutoCloseable {
  private final FileChannel channel;

  private Lock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Waits for its turn.
   *
   * @param waiting what to do if another process has it
   */
  static Lock take(Path file, Runnable waiting) throws IOException {
    Files.createDirectories(file.getParent());
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        waiting.run();
        channel.lock();
      }
      return new Lock(channel);
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw new LlamajarException("This process is downloading that already; wait for it", e);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Whether no process has it. */
  static boolean isFree(Path file) {
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock != null;
    } catch (NoSuchFileException _) { // nor a folder where it could be
      return true;
    } catch (IOException | OverlappingFileLockException _) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
