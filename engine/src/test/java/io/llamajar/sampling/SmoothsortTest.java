package io.llamajar.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntToLongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmoothsortTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8})
  void everyOrderOfAFewIsSorted(int size) {
    long[] keys = LongStream.range(0, size).toArray();
    permute(keys, 0);
  }

  private static void permute(long[] keys, int fixed) {
    if (fixed == keys.length) {
      assertSorted(keys);
    }
    for (int i = fixed; i < keys.length; i++) {
      swap(keys, fixed, i);
      permute(keys, fixed + 1);
      swap(keys, fixed, i);
    }
  }

  private static void swap(long[] keys, int i, int j) {
    long key = keys[i];
    keys[i] = keys[j];
    keys[j] = key;
  }

  static Stream<IntToLongFunction> patterns() {
    SplitMix64 random = new SplitMix64(1);
    return Stream.of(
        i -> i,
        i -> -i,
        i -> 7,
        i -> i % 2,
        i -> i % 3,
        i -> i % 100 == 0 ? -i : i, // nearly in order
        i -> i % 100 == 0 ? i : -i,
        i -> random.nextLong(),
        i -> random.nextLong() >> 60,
        i -> i == 5 ? Long.MAX_VALUE : Long.MIN_VALUE);
  }

  @ParameterizedTest
  @MethodSource("patterns")
  void everySizeIsSorted(IntToLongFunction pattern) {
    for (int size = 0; size < 400; size++) {
      assertSorted(keys(size, pattern));
    }
    assertSorted(keys(100_000, pattern));
  }

  @ParameterizedTest
  @MethodSource("patterns")
  void objectsAreSortedTheSame(IntToLongFunction pattern) {
    for (int size : new int[] {1, 2, 33, 1000}) {
      Long[] objects = Arrays.stream(keys(size, pattern)).boxed().toArray(Long[]::new);
      Long[] sorted = objects.clone();
      Arrays.sort(sorted, Comparator.reverseOrder());

      new GenericSmoothsort<>(objects).sort(0, size);

      assertThat(objects).containsExactly(sorted);
    }
  }

  @Test
  void onlyTheRangeIsTouched() {
    long[] keys = {1, 5, 2, 8, 3, 9};

    new Smoothsort(keys).sort(1, 5);

    assertThat(keys).containsExactly(1, 8, 5, 3, 2, 9);
  }

  @Test
  void aSortMayBeUsedAgain() {
    long[] keys = {1, 2, 3};
    Smoothsort smoothsort = new Smoothsort(keys);
    smoothsort.sort(0, 3);
    keys[1] = 7;

    smoothsort.sort(0, 3);

    assertThat(keys).containsExactly(7, 3, 1);
  }

  private static long[] keys(int size, IntToLongFunction pattern) {
    long[] keys = new long[size];
    Arrays.setAll(keys, pattern);
    return keys;
  }

  private static void assertSorted(long[] keys) {
    long[] sorted = keys.clone();
    new Smoothsort(sorted).sort(0, sorted.length);

    long[] upwards = keys.clone();
    Arrays.sort(upwards);
    for (int i = 0; i < keys.length; i++) {
      if (sorted[i] != upwards[keys.length - 1 - i]) {
        assertThat(sorted).as("of %s", Arrays.toString(keys)).isEqualTo(upwards);
      }
    }
  }
}
