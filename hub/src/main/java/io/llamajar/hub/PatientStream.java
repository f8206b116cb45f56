package io.llamajar.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The bytes that a server sends: all that came before the connection broke, where the JDK's own
 * stream forgets what nobody has read yet; given up when nothing has come for a while.
 */
final class PatientStream extends InputStream implements BodySubscriber<InputStream> {
  /** What comes, in this order: bytes, bytes ..., and why there are no more. */
  private sealed interface News {
    record Bytes(List<ByteBuffer> buffers) implements News {}

    record End() implements News {}

    record Break(Throwable reason) implements News {}
  }

  private final Duration silence;
  private final BlockingQueue<News> news = new LinkedBlockingQueue<>(); // one with bytes at a time
  private final CompletableFuture<Subscription> subscription = new CompletableFuture<>();
  private News last = new News.Bytes(List.of());

  PatientStream(Duration silence) {
    this.silence = silence;
  }

  @Override
  public CompletionStage<InputStream> getBody() {
    return CompletableFuture.completedStage(this);
  }

  @Override
  public void onSubscribe(Subscription given) {
    subscription.complete(given);
    given.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    news.add(new News.Bytes(buffers));
  }

  @Override
  public void onError(Throwable reason) {
    news.add(new News.Break(reason));
  }

  @Override
  public void onComplete() {
    news.add(new News.End());
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    while (true) {
      switch (last) {
        case News.End _ -> {
          return -1;
        }
        case News.Break(Throwable reason) -> throw new IOException(reason);
        case News.Bytes(List<ByteBuffer> buffers) -> {
          for (ByteBuffer buffer : buffers) {
            if (buffer.hasRemaining()) {
              int count = Math.min(length, buffer.remaining());
              buffer.get(bytes, offset, count);
              return count;
            }
          }
          last = next();
        }
      }
    }
  }

  private News next() throws IOException {
    try {
      News next = news.poll(silence.toNanos(), TimeUnit.NANOSECONDS);
      if (next == null) {
        throw new IOException("nothing has come for " + silence);
      }
      if (next instanceof News.Bytes) {
        subscription.join().request(1);
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Wants no more: the connection ends. */
  @Override
  public void close() {
    var _ = subscription.thenAccept(Subscription::cancel);
  }
}
