package io.llamajar.hub;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A stream from a server that is given up when nothing has come for a while. */
final class PatientStream extends FilterInputStream {
  private final AtomicLong reads = new AtomicLong();
  private final Thread guard;

  PatientStream(InputStream in, Duration silence) {
    super(in);
    this.guard = Thread.ofPlatform().daemon().start(() -> watch(silence));
  }

  private void watch(Duration silence) {
    try {
      long before;
      do {
        before = reads.get();
        Thread.sleep(silence);
      } while (reads.get() > before);
      in.close(); // wakes who reads
    } catch (InterruptedException | IOException _) { // it came to its end by itself
    }
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = super.read(bytes, offset, length);
    reads.incrementAndGet();
    return count;
  }

  @Override
  public void close() throws IOException {
    guard.interrupt();
    super.close();
  }
}
