package io.llamajar.pack;

import io.llamajar.gguf.GgufSource;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/**
 * Bytes of a file, of any number, to be copied without passing through our memory.
 *
 * @param offset where they begin
 * @param length how many they are
 */
public record Stretch(Path file, long offset, long length) {
  private static final long PIECE = 32L << 20; // between two words about the progress
  private static final int BUFFER = 1 << 20;

  static Stretch whole(Path file) throws IOException {
    return new Stretch(file, 0, Files.size(file));
  }

  /** Where a model lies. */
  static Stretch of(GgufSource source) throws IOException {
    long length =
        source.length() < 0 ? Files.size(source.file()) - source.offset() : source.length();
    return new Stretch(source.file(), source.offset(), length);
  }

  /**
   * Writes the bytes to {@code at} of another file, and sums them up. The operating system copies;
   * file systems that can (Btrfs, XFS, ZFS ...) let both files share them.
   */
  Sums copyTo(FileChannel target, long at, LongConsumer progress) throws IOException {
    Sums.Counter sums = new Sums.Counter();
    try (FileChannel source = FileChannel.open(file)) {
      target.position(at);
      for (long done = 0; done < length; ) {
        long piece = Math.min(PIECE, length - done);
        transfer(source, offset + done, piece, target);
        read(source, done, piece, (bytes, before) -> sums.add(bytes));
        done += piece;
        progress.accept(piece);
      }
    }
    return sums.sums();
  }

  private void transfer(FileChannel source, long from, long count, FileChannel target)
      throws IOException {
    for (long done = 0; done < count; ) {
      long moved = source.transferTo(from + done, count - done, target);
      if (moved <= 0) {
        throw becameShorter();
      }
      done += moved;
    }
  }

  /** Takes bytes, and how many came before them. */
  interface Reader {
    void take(ByteBuffer bytes, long before) throws IOException;
  }

  /** Passes all bytes on, in order. */
  void read(Reader reader, LongConsumer progress) throws IOException {
    try (FileChannel source = FileChannel.open(file)) {
      for (long done = 0; done < length; ) {
        long piece = Math.min(PIECE, length - done);
        read(source, done, piece, reader);
        done += piece;
        progress.accept(piece);
      }
    }
  }

  private void read(FileChannel source, long from, long count, Reader reader) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    for (long at = from; at < from + count; at += buffer.limit()) {
      buffer.clear().limit((int) Math.min(BUFFER, from + count - at));
      while (buffer.hasRemaining()) {
        if (source.read(buffer, offset + at + buffer.position()) < 0) {
          throw becameShorter();
        }
      }
      reader.take(buffer.flip(), at);
    }
  }

  private EOFException becameShorter() {
    return new EOFException(file + " became shorter while it was read");
  }
}
