package io.llamajar.pack;

import io.llamajar.LlamajarException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.LongConsumer;

/** Where an archive goes, piece by piece: into a file, or beside one to be compared with it. */
sealed interface Target permits Target.Fresh, Target.Expected, Journal {
  /** Takes all of a buffer for a position. */
  void write(ByteBuffer bytes, long at) throws IOException;

  /** Takes a stretch of another file for a position, and sums it up. */
  Sums copy(Stretch content, long at, LongConsumer progress) throws IOException;

  /** Becomes what was written. */
  record Fresh(FileChannel channel) implements Target {
    @Override
    public void write(ByteBuffer bytes, long at) throws IOException {
      while (bytes.hasRemaining()) {
        channel.write(bytes, at + bytes.position());
      }
    }

    @Override
    public Sums copy(Stretch content, long at, LongConsumer progress) throws IOException {
      return content.copyTo(channel, at, progress);
    }
  }

  /** A file that should be what is written; complains where it is not. */
  record Expected(Path file, FileChannel channel) implements Target {
    @Override
    public void write(ByteBuffer bytes, long at) throws IOException {
      ByteBuffer there = ByteBuffer.allocate(bytes.remaining());
      while (there.hasRemaining()) {
        if (channel.read(there, at + there.position()) < 0) {
          throw differs(at + there.position());
        }
      }
      int mismatch = there.flip().mismatch(bytes);
      if (mismatch >= 0) {
        throw differs(at + mismatch);
      }
    }

    @Override
    public Sums copy(Stretch content, long at, LongConsumer progress) throws IOException {
      Sums.Counter sums = new Sums.Counter();
      content.read(
          (piece, done) -> {
            sums.add(piece);
            write(piece, at + done);
          },
          progress);
      return sums.sums();
    }

    private LlamajarException differs(long at) {
      return new LlamajarException(
          String.format(
              Locale.ROOT,
              "%s was not made from these parts: it differs from byte %,d on",
              file,
              at));
    }
  }
}
