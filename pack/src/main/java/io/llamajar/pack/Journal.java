package io.llamajar.pack;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.NewFile;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;

/**
 * Notes what is to be written over an archive, so that models in it stay where they lie: the note
 * is complete before the first byte changes, and whoever is interrupted then goes through it again.
 */
final class Journal implements Target {
  private static final String ENDING = ".upgrade";
  private static final int RECORD = 2 * Long.BYTES; // a position, and how many bytes follow
  private static final int BUFFER = 1 << 20;

  private final Path file;
  private final FileChannel notes;

  private Journal(Path file, FileChannel notes) {
    this.file = file;
    this.notes = notes;
  }

  /** Writes to a target, and gives the length of all. */
  interface Writer {
    long writeTo(Target target);
  }

  /** Notes all that is to be written over a file; nothing of that is done yet. */
  static void note(Path file, Writer writer) throws IOException {
    NewFile.write(
        beside(file),
        channel -> {
          try {
            Journal journal = new Journal(file, channel);
            journal.record(writer.writeTo(journal), 0); // the last: where the file ends
            channel.force(true);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static Path beside(Path file) {
    return file.resolveSibling(file.getFileName() + ENDING);
  }

  @Override
  public void write(ByteBuffer bytes, long at) throws IOException {
    record(at, bytes.remaining());
    writeFully(notes, bytes);
  }

  /** What lies in the file itself lies at its place. */
  @Override
  public Sums copy(Stretch content, long at, LongConsumer progress) throws IOException {
    Sums.Counter sums = new Sums.Counter();
    if (Files.isSameFile(content.file(), file)) {
      if (content.offset() != at) {
        throw new LlamajarException(
            file
                + " has another layout, its models would have to be moved; upgrade it without"
                + " --in-place");
      }
      content.read((bytes, before) -> sums.add(bytes), progress);
    } else {
      content.read(
          (bytes, before) -> {
            sums.add(bytes);
            write(bytes, at + before);
          },
          progress);
    }
    return sums.sums();
  }

  private void record(long at, long length) throws IOException {
    writeFully(notes, ByteBuffer.allocate(RECORD).putLong(at).putLong(length).flip());
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Does what is noted for a file, if there is anything, and forgets it. */
  static void carryOut(Path file) throws IOException {
    Path journal = beside(file);
    if (!Files.exists(journal)) {
      return;
    }
    try (FileChannel notes = FileChannel.open(journal);
        FileChannel target = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer record = ByteBuffer.allocate(RECORD);
      ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
      for (boolean isLast = false; !isLast; ) {
        readFully(notes, record.clear());
        long at = record.getLong();
        long left = record.getLong();
        isLast = left == 0 && notes.position() == notes.size();
        if (isLast) {
          target.truncate(at);
        }
        target.position(at);
        for (; left > 0; left -= buffer.limit()) {
          readFully(notes, buffer.clear().limit((int) Math.min(BUFFER, left)));
          writeFully(target, buffer);
        }
      }
      target.force(true);
    }
    Files.delete(journal);
  }

  private static void readFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        throw new EOFException("the notes of an upgrade end early");
      }
    }
    bytes.flip();
  }
}
