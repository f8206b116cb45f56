package io.llamajar.server;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/** Does several things at the same time, each on a thread of its own. */
final class Together {
  private Together() {}

  /**
   * Does all and waits for them; one alone is done on the present thread.
   *
   * @param cancel ends them, when one has failed
   */
  static void run(int count, IntConsumer work, Runnable cancel) {
    if (count == 1) {
      work.accept(0);
      return;
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int index = i;
        running.add(threads.submit(() -> runOrCancel(index, work, cancel)));
      }
      for (Future<?> each : running) {
        each.get();
      }
    } catch (InterruptedException e) {
      throw new GoneException();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException reason
          ? reason
          : new IllegalStateException(e.getCause());
    }
  }

  private static void runOrCancel(int index, IntConsumer work, Runnable cancel) {
    try {
      work.accept(index);
    } catch (RuntimeException e) {
      cancel.run(); // the others too: nothing will come of them
      throw e;
    }
  }
}
