package io.llamajar.tools;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** How fast bytes can be read by plain loads: the limit of whatever has to read them all. */
final class ReadSpeed {
  private static final long PIECE_BYTES = 1 << 22;
  private static final int STEP = 64;
  private static final long LEAST_BYTES = 1 << 28; // read in one measurement: it takes a while

  private final List<MemorySegment> pieces = new ArrayList<>();
  private final long bytes;
  private final int passes;
  private final LongAdder sum = new LongAdder(); // used, so that no load can be left out

  ReadSpeed(List<MemorySegment> all) {
    for (MemorySegment segment : all) {
      for (long at = 0; at < segment.byteSize(); at += PIECE_BYTES) {
        pieces.add(segment.asSlice(at, Math.min(PIECE_BYTES, segment.byteSize() - at)));
      }
    }
    bytes = all.stream().mapToLong(MemorySegment::byteSize).sum();
    passes = (int) Math.ceilDiv(LEAST_BYTES, Math.max(1, bytes));
  }

  /** Reads everything, small files again and again, each thread a part of its own. */
  double bytesPerSecond(int threads) {
    List<Thread> team = new ArrayList<>();
    long begin = System.nanoTime();
    for (int i = 0; i < threads; i++) {
      int from = (int) ((long) pieces.size() * i / threads);
      int to = (int) ((long) pieces.size() * (i + 1) / threads);
      team.add(Thread.ofPlatform().start(() -> read(from, to)));
    }
    team.forEach(ReadSpeed::join);
    double seconds = (System.nanoTime() - begin) / 1e9;
    return bytes * passes / seconds;
  }

  private void read(int from, int to) {
    for (int pass = 0; pass < passes; pass++) {
      for (int i = from; i < to; i++) {
        sum.add(sum(pieces.get(i)));
      }
    }
  }

  /** Eight loads and eight sums at a time: a cache line, and no sum waits for another. */
  private static long sum(MemorySegment bytes) {
    int size = (int) bytes.byteSize() / STEP * STEP;
    long a = 0;
    long b = 0;
    long c = 0;
    long d = 0;
    long e = 0;
    long f = 0;
    long g = 0;
    long h = 0;
    for (int i = 0; i < size; i += STEP) {
      a += bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, i);
      b += bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, i + 8);
      c += bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, i + 16);
      d += bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, i + 24);
      e += bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, i + 32);
      f += bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, i + 40);
      g += bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, i + 48);
      h += bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, i + 56);
    }
    return a + b + c + d + e + f + g + h;
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
