package io.llamajar.sampling;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Says how long it takes to put all logits of a vocabulary in order, best first: by our smoothsort,
 * by the same algorithm over objects, and by the JDK's sorts; and what that allocates.
 */
final class SortSpeed {
  private static final int ROUNDS = 15;
  private static final long WARM_UP = 500_000_000; // nanoseconds

  /** A logit and its token, as an object. */
  private record Pair(float logit, int id) implements Comparable<Pair> {
    static Pair of(long key) {
      int flipped = (int) (key >> 32);
      return new Pair(
          Float.intBitsToFloat(flipped ^ (flipped >> 31 & Integer.MAX_VALUE)), ~(int) key);
    }

    /** The better one is the greater, as with keys. */
    @Override
    public int compareTo(Pair other) {
      int byLogit = Float.compare(logit, other.logit);
      return byLogit != 0 ? byLogit : Integer.compare(other.id, id);
    }
  }

  /**
   * A sort.
   *
   * @param prepare puts what is to be sorted where it is sorted
   */
  private record Sort(String name, Runnable prepare, Runnable sort) {}

  private SortSpeed() {}

  public static void main(String[] arguments) {
    System.out.println("| tokens | order | sort | ms | allocated, KB |");
    System.out.println("|--:|---|---|--:|--:|");
    for (int size : new int[] {32_768, 131_072, 262_144}) {
      for (String order : List.of("random", "sorted", "nearly sorted", "reversed")) {
        long[] keys = keys(size, order);
        sorts(keys).forEach(sort -> print(size, order, sort.get()));
      }
    }
  }

  private static long[] keys(int size, String order) {
    float[] logits = Logits.bell(size, size);
    Candidates candidates = Logits.candidates(logits);
    if (!order.equals("random")) {
      candidates.order(size);
    }
    long[] keys = new long[size];
    for (int i = 0; i < size; i++) {
      keys[i] = Candidates.key(candidates.logit(i), candidates.id(i));
    }
    if (order.equals("nearly sorted")) { // as after penalties: a hundred tokens lie elsewhere
      Random random = new Random(1);
      for (int i = 0; i < 100; i++) {
        int place = random.nextInt(size);
        keys[place] = Candidates.key((float) random.nextGaussian(), ~(int) keys[place]);
      }
    }
    if (order.equals("reversed")) {
      for (int i = 0; i < size / 2; i++) {
        long key = keys[i];
        keys[i] = keys[size - 1 - i];
        keys[size - 1 - i] = key;
      }
    }
    return keys;
  }

  // Made one after the other, so that one's objects are garbage before the next is measured.
  private static List<Supplier<Sort>> sorts(long[] keys) {
    return List.of(
        () -> smoothsort(keys),
        () -> smoothsortOfPairs(keys),
        () -> jdkOfPairs(keys),
        () -> jdk(keys));
  }

  private static Sort smoothsort(long[] keys) {
    long[] work = keys.clone();
    Smoothsort smoothsort = new Smoothsort(work);
    return new Sort(
        "smoothsort, longs",
        () -> System.arraycopy(keys, 0, work, 0, keys.length),
        () -> smoothsort.sort(0, work.length));
  }

  private static Sort smoothsortOfPairs(long[] keys) {
    Pair[] pairs = pairs(keys);
    Pair[] work = pairs.clone();
    GenericSmoothsort<Pair> smoothsort = new GenericSmoothsort<>(work);
    return new Sort(
        "smoothsort, objects",
        () -> System.arraycopy(pairs, 0, work, 0, pairs.length),
        () -> smoothsort.sort(0, work.length));
  }

  private static Sort jdkOfPairs(long[] keys) {
    Pair[] pairs = pairs(keys);
    Pair[] work = pairs.clone();
    return new Sort(
        "`Arrays.sort`, objects",
        () -> System.arraycopy(pairs, 0, work, 0, pairs.length),
        () -> Arrays.sort(work, (a, b) -> b.compareTo(a)));
  }

  /** The JDK sorts upwards only: complements of keys. */
  private static Sort jdk(long[] keys) {
    long[] complements = Arrays.stream(keys).map(key -> ~key).toArray();
    long[] work = complements.clone();
    return new Sort(
        "`Arrays.sort`, longs",
        () -> System.arraycopy(complements, 0, work, 0, work.length),
        () -> Arrays.sort(work));
  }

  private static Pair[] pairs(long[] keys) {
    return Arrays.stream(keys).mapToObj(Pair::of).toArray(Pair[]::new);
  }

  private static void print(int size, String order, Sort sort) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (long start = System.nanoTime(); System.nanoTime() - start < WARM_UP; ) {
      sort.prepare.run();
      sort.sort.run();
    }
    double best = Double.POSITIVE_INFINITY;
    long allocated = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      sort.prepare.run();
      long before = threads.getCurrentThreadAllocatedBytes();
      long start = System.nanoTime();
      sort.sort.run();
      best = Math.min(best, (System.nanoTime() - start) / 1e6);
      allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
    }
    System.out.printf(
        Locale.ROOT,
        "| %,d | %s | %s | %.2f | %,d |%n",
        size,
        order,
        sort.name,
        best,
        allocated / 1024);
  }
}
