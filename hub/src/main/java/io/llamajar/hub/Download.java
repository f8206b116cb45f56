package io.llamajar.hub;

import io.llamajar.LlamajarException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * Brings one file. What has come is kept in a part, whatever happens, and goes to its place when
 * all has come and is right.
 */
final class Download {
  private static final int BUFFER = 1 << 18;

  /**
   * What to bring.
   *
   * @param size its bytes, or -1 if nobody knows
   * @param version what the server calls these bytes, so that none of others follow on them
   * @param part where they are until all have come; only this version's
   * @param target where they go
   * @param refusal what to say if the server does not give it
   */
  record Order(
      URI uri,
      long size,
      Optional<Checksum> checksum,
      Optional<String> version,
      Path part,
      Path target,
      Function<Reply, LlamajarException> refusal) {}

  /** The connection broke, or what came did not go on where we were. */
  private static final class Cut extends Exception {
    private static final long serialVersionUID = 1;

    Cut(String message) {
      super(message);
    }
  }

  private final Web web;
  private final Order order;
  private final LongConsumer progress;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
  private final Checksum checksum;
  private MessageDigest digest;
  private long done;

  /**
   * @param progress is told how many bytes are there
   */
  Download(Web web, Order order, LongConsumer progress) {
    this.web = web;
    this.order = order;
    this.progress = progress;
    this.checksum = order.checksum.orElse(Checksum.NONE);
    this.digest = checksum.begin(order.size);
  }

  /**
   * Does it, with as many connections as it takes.
   *
   * @throws LlamajarException if the server does not give it, or gives something else
   */
  void run() throws IOException {
    long before = bring();
    if (!isRight() && before > 0) { // a crash may have spoiled what came at another time
      Files.delete(order.part);
      bring();
    }
    if (!isRight()) {
      Files.delete(order.part);
      throw new LlamajarException(
          ("What came from %s is not what it should be: its %s differs, and it was deleted; try"
                  + " again, or tell who offers it")
              .formatted(Address.host(order.uri), checksum.algorithm()));
    }
    Files.move(order.part, order.target, StandardCopyOption.ATOMIC_MOVE);
  }

  private boolean isRight() {
    return order.checksum.isEmpty() || checksum.isMetBy(digest);
  }

  /** Has all bytes in the part, and gives how many were there before. */
  private long bring() throws IOException {
    try (FileChannel out =
        FileChannel.open(
            order.part,
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      long before = resume(out);
      requireSpace();
      boolean isWhole = done == order.size;
      long farthest = done;
      for (int failures = 0; !isWhole; ) {
        try {
          isWhole = transfer(out);
        } catch (Cut e) {
          failures = done > farthest ? 1 : failures + 1;
          farthest = Math.max(farthest, done);
          if (failures == web.patience().attempts()) {
            throw broken(e);
          }
          web.patience().before(failures, 0);
        }
      }
      out.force(true);
      return before;
    }
  }

  /** Takes what came at another time, if what comes now can go on from there. */
  private long resume(FileChannel out) throws IOException {
    restart();
    boolean isOfUse = order.version.isPresent() && (order.size < 0 || out.size() <= order.size);
    if (!isOfUse) {
      out.truncate(0);
    }
    while (out.read(buffer.clear(), done) > 0) {
      count(buffer.flip());
    }
    return done;
  }

  private void restart() {
    digest = checksum.begin(order.size);
    done = 0;
  }

  private void count(ByteBuffer bytes) {
    done += bytes.remaining();
    digest.update(bytes);
  }

  private void requireSpace() throws IOException {
    Path folder = order.part.getParent();
    long free = Files.getFileStore(folder).getUsableSpace();
    if (order.size - done > free) {
      throw new LlamajarException(
          ("%s has %s free, and %s are to come; make room, or choose another disk with HF_HOME or"
                  + " XDG_CACHE_HOME")
              .formatted(folder, Amount.of(free), Amount.of(order.size - done)));
    }
  }

  /** One connection: gives whether all has come now. */
  private boolean transfer(FileChannel out) throws IOException, Cut {
    try (Reply reply = web.open(order.uri, headers())) {
      takeUp(reply, out);
      if (reply.isWebPage()) {
        throw new LlamajarException(
            ("%s sent a web page instead of a file; check the address, and whether this network"
                    + " wants a login")
                .formatted(reply.host()));
      }
      OptionalLong announced = reply.number("Content-Length");
      if (order.size >= 0 && announced.isPresent() && done + announced.getAsLong() != order.size) {
        throw new LlamajarException(
            "%s sends %s bytes where it had announced %s; try again later"
                .formatted(reply.host(), done + announced.getAsLong(), order.size));
      }
      receive(reply, out);
      return order.size < 0 || done == order.size;
    }
  }

  private Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    if (done > 0) {
      headers.put("Range", "bytes=" + done + "-");
      order.version.filter(v -> v.startsWith("\"")).ifPresent(v -> headers.put("If-Range", v));
    }
    return headers;
  }

  /** Makes ready for what a reply brings: the rest, or all from the start. */
  private void takeUp(Reply reply, FileChannel out) throws IOException, Cut {
    boolean isRest =
        reply.status() == 206
            && reply.header("Content-Range").orElse("").startsWith("bytes " + done + "-");
    if (isRest) {
      return;
    }
    boolean isFromStart = reply.status() == 200;
    if (!isFromStart && reply.status() != 206 && reply.status() != 416) {
      throw order.refusal.apply(reply);
    }
    restart();
    out.truncate(0);
    if (!isFromStart) {
      throw new Cut("another range came than was asked for");
    }
  }

  private void receive(Reply reply, FileChannel out) throws IOException, Cut {
    try (InputStream in = reply.body()) {
      for (int count = read(in); count >= 0; count = read(in)) {
        if (order.size >= 0 && done + count > order.size) {
          throw new LlamajarException(
              "%s sends more than the %s bytes that it had announced; try again later"
                  .formatted(reply.host(), order.size));
        }
        buffer.limit(count).position(0);
        long at = done;
        while (buffer.hasRemaining()) {
          at += out.write(buffer, at);
        }
        count(buffer.position(0));
        progress.accept(done);
      }
    }
    if (done < order.size) {
      throw new Cut("it ended early");
    }
  }

  /** What the network does wrong is no fault of the file that we write. */
  private int read(InputStream in) throws Cut {
    try {
      return in.read(buffer.clear().array());
    } catch (IOException e) {
      throw new Cut(String.valueOf(e.getMessage()));
    }
  }

  private LlamajarException broken(Cut cause) {
    return new Unreachable(
        ("The connection to %s breaks again and again, at %s%s; what has come is kept, and the"
                + " same command goes on from there")
            .formatted(
                Address.host(order.uri),
                Amount.of(done),
                order.size < 0 ? "" : " of " + Amount.of(order.size)),
        cause);
  }
}
