package io.llamajar.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunsTest {
  private static List<Integer> takenBy(Runs runs, int thread) {
    List<Integer> taken = new ArrayList<>();
    for (long run = runs.take(thread); run != Runs.NONE; run = runs.take(thread)) {
      for (int item = Runs.from(run); item < Runs.to(run); item++) {
        taken.add(item);
      }
    }
    return taken;
  }

  @Test
  void aThreadDoesItsOwnItemsFromFrontToBack() {
    Runs runs = new Runs(2);
    runs.share(10);
    assertThat(takenBy(runs, 1).subList(0, 5)).containsExactly(5, 6, 7, 8, 9);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "2, 7", "3, 2", "3, 100", "8, 64"})
  void whoIsAloneDoesEverythingOnce(int threads, int items) {
    Runs runs = new Runs(threads);
    runs.share(items);
    assertThat(takenBy(runs, threads - 1))
        .doesNotHaveDuplicates()
        .hasSize(items)
        .allSatisfy(item -> assertThat(item).isBetween(0, items - 1));
    assertThat(runs.take(0)).isEqualTo(Runs.NONE);
  }

  @Test
  void threadsThatTakeFromEachOtherDoEveryItemOnce() throws InterruptedException {
    int threads = 4;
    int items = 5_000;
    Runs runs = new Runs(threads);
    for (int job = 0; job < 50; job++) {
      runs.share(items);
      AtomicIntegerArray times = new AtomicIntegerArray(items);
      List<Thread> team = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int thread = i;
        team.add(
            Thread.ofPlatform().start(() -> takenBy(runs, thread).forEach(times::incrementAndGet)));
      }
      for (Thread thread : team) {
        thread.join();
      }
      for (int item = 0; item < items; item++) {
        assertThat(times.get(item)).isOne();
      }
    }
  }
}
