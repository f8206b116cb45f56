package io.llamajar.scheduler;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.NewFile;
import io.llamajar.tensor.Beginning;
import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.KvPool;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * What was read of a text, in a file: its tokens, their keys and values, and the states after them.
 *
 * <p>{@code [magic:8][model:32][tokens:4][token:4 ...][keys and values, page by page, layer by
 * layer, head by head ...][state][CRC-32C:4]}, little-endian. A file appears when it is complete,
 * and is only good for the model, and the type of keys and values, that it was written with.
 */
final class KvFile {
  private static final long MAGIC = 0x02764b72616a6c4cL; // "LljarKv" and the version, 2
  private static final int HEADER = 8 + 32 + 4;
  private static final int PIECE = 1 << 20;
  private static final int DIGEST = 32;

  private final Path file;
  private final KvPool pool;
  private final byte[] model;
  private final CRC32C sum = new CRC32C();

  /**
   * A file to write or to read.
   *
   * @param model 32 bytes that tell models apart
   */
  KvFile(Path file, KvPool pool, byte[] model) {
    this.file = file;
    this.pool = pool;
    this.model = model;
  }

  /** Writes what is known of a text. */
  void write(int[] tokens, Beginning known) {
    try {
      NewFile.write(file, out -> writeTo(out, tokens, known));
    } catch (IOException e) {
      throw new LlamajarException(String.valueOf(e.getMessage()), e);
    }
  }

  private void writeTo(WritableByteChannel out, int[] tokens, Beginning known) {
    ByteBuffer head = buffer(HEADER + known.length() * Integer.BYTES);
    head.putLong(MAGIC).put(model).putInt(known.length());
    for (int i = 0; i < known.length(); i++) {
      head.putInt(tokens[i]);
    }
    put(out, head.flip());
    known.full().forEach(page -> forEachPart(page, KvCache.PAGE, part -> put(out, part)));
    int rest = known.length() % KvCache.PAGE;
    known.part().ifPresent(page -> forEachPart(page, rest, part -> put(out, part)));
    known.state().ifPresent(state -> put(out, state.values()));
    writeAll(out, buffer(Integer.BYTES).putInt((int) sum.getValue()).flip());
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The first positions of a page; what is behind may be of others. */
  private void forEachPart(Page page, int count, Consumer<MemorySegment> action) {
    for (int layer = 0; layer < pool.layers().size(); layer++) {
      KvShape shape = pool.layers().get(layer);
      for (int head = 0; head < shape.heads(); head++) {
        action.accept(part(page.keys(layer), head, shape.keyWidth(), count));
        action.accept(part(page.values(layer), head, shape.valueWidth(), count));
      }
    }
  }

  private MemorySegment part(MemorySegment page, int head, int width, int count) {
    long bytes = pool.quant().bytes(width);
    return page.asSlice(bytes * KvCache.PAGE * head, bytes * count);
  }

  /** Buffers are shorter than memory may be. */
  private static void forEachPiece(MemorySegment bytes, Consumer<ByteBuffer> action) {
    for (long at = 0; at < bytes.byteSize(); at += PIECE) {
      action.accept(bytes.asSlice(at, Math.min(PIECE, bytes.byteSize() - at)).asByteBuffer());
    }
  }

  private void put(WritableByteChannel out, MemorySegment bytes) {
    forEachPiece(bytes, piece -> put(out, piece));
  }

  private void put(WritableByteChannel out, ByteBuffer bytes) {
    sum.update(bytes.duplicate());
    writeAll(out, bytes);
  }

  private static void writeAll(WritableByteChannel out, ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Opens it.
   *
   * @param mostTokens and no more are of use
   * @throws LlamajarException if it cannot be read, or is not good for this
   */
  Reader read(int mostTokens, int vocabulary) {
    return new Reader(mostTokens, vocabulary);
  }

  /** A file that is being read. */
  final class Reader implements AutoCloseable {
    private final FileChannel in;
    private final int[] tokens;

    private Reader(int mostTokens, int vocabulary) {
      try {
        in = FileChannel.open(file);
      } catch (IOException e) {
        throw unreadable(e);
      }
      try {
        tokens = readTokens(mostTokens, vocabulary);
      } catch (Throwable e) {
        close();
        throw e;
      }
    }

    int[] tokens() {
      return tokens;
    }

    private int[] readTokens(int mostTokens, int vocabulary) {
      ByteBuffer head = get(buffer(HEADER));
      if (head.getLong() != MAGIC) {
        throw wrong("is no saved session");
      }
      byte[] digest = new byte[DIGEST];
      head.get(digest);
      if (!Arrays.equals(digest, model)) {
        throw wrong("was saved with another model, adapter or type of keys and values");
      }
      int count = head.getInt();
      if (count < 0 || !isComplete(count)) {
        throw wrong("is incomplete or damaged");
      }
      if (count > mostTokens) {
        throw wrong("holds %d tokens, more than the %d that fit".formatted(count, mostTokens));
      }
      int[] all = new int[count];
      get(buffer(count * Integer.BYTES)).asIntBuffer().get(all);
      if (Arrays.stream(all).anyMatch(token -> token < 0 || token >= vocabulary)) {
        throw wrong("is damaged: it holds tokens that the model does not know");
      }
      return all;
    }

    private boolean isComplete(long count) {
      long states = count == 0 ? 0 : pool.stateBytes();
      long pages = count * pool.pageBytes() / KvCache.PAGE;
      try {
        return in.size() == HEADER + count * Integer.BYTES + pages + states + Integer.BYTES;
      } catch (IOException e) {
        throw unreadable(e);
      }
    }

    /** Fills a cache that has room, but holds nothing yet, with what was read of the tokens. */
    void into(KvCache cache) {
      for (int from = 0; from < tokens.length; from += KvCache.PAGE) {
        int count = Math.min(KvCache.PAGE, tokens.length - from);
        forEachPart(cache.page(from / KvCache.PAGE), count, this::get);
      }
      if (tokens.length > 0 && cache.keepsStates()) {
        get(cache.states().next()); // the present ones once it has advanced
      }
      int expected = (int) sum.getValue();
      if (fill(buffer(Integer.BYTES)).getInt() != expected) {
        throw wrong("is damaged: its checksum is wrong");
      }
    }

    private void get(MemorySegment bytes) {
      forEachPiece(bytes, this::get);
    }

    private ByteBuffer get(ByteBuffer bytes) {
      sum.update(fill(bytes).duplicate());
      return bytes;
    }

    private ByteBuffer fill(ByteBuffer bytes) {
      try {
        while (bytes.hasRemaining()) {
          if (in.read(bytes) < 0) {
            throw wrong("is incomplete");
          }
        }
      } catch (IOException e) {
        throw unreadable(e);
      }
      return bytes.flip();
    }

    @Override
    public void close() {
      try {
        in.close();
      } catch (IOException e) {
        throw unreadable(e);
      }
    }
  }

  private LlamajarException wrong(String what) {
    return new LlamajarException("%s %s; remove it and begin anew".formatted(file, what));
  }

  private LlamajarException unreadable(IOException e) {
    return new LlamajarException(
        Files.exists(file)
            ? "Cannot read %s: %s".formatted(file, e.getMessage())
            : "There is no file " + file,
        e);
  }
}
