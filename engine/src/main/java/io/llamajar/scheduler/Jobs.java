package io.llamajar.scheduler;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The jobs that there are: one after another has a pass, until all are done. For one thread. */
final class Jobs {
  private static final int AT_A_TIME = 8; // each may hold memory between its passes

  private final Engine engine;
  private final Deque<Waiter> waiting = new ArrayDeque<>();
  private final Deque<Waiter> running = new ArrayDeque<>();

  /** Who waits for a job; any thread. */
  static final class Waiter {
    private final Job job;
    private final CompletableFuture<Boolean> end = new CompletableFuture<>();

    Waiter(Job job) {
      this.job = job;
    }

    /**
     * Waits until it has ended.
     *
     * @throws CancellationException if it was cancelled
     * @throws RuntimeException if it failed
     */
    void await() {
      try {
        end.join();
      } catch (CompletionException e) {
        throw e.getCause() instanceof RuntimeException reason ? reason : e;
      }
    }

    private void end(Optional<RuntimeException> reason) {
      job.close();
      reason.ifPresentOrElse(end::completeExceptionally, () -> end.complete(true));
    }
  }

  Jobs(Engine engine) {
    this.engine = engine;
  }

  void add(List<Waiter> arrivals) {
    waiting.addAll(arrivals);
  }

  int running() {
    return running.size();
  }

  int waiting() {
    return waiting.size();
  }

  boolean isEmpty() {
    return running.isEmpty() && waiting.isEmpty();
  }

  /** Ends those that nobody wants any more, and has others begin in their places. */
  void admit() {
    waiting.removeIf(Jobs::endIfCancelled);
    running.removeIf(Jobs::endIfCancelled);
    while (running.size() < AT_A_TIME && !waiting.isEmpty()) {
      running.add(waiting.remove());
    }
  }

  private static boolean endIfCancelled(Waiter waiter) {
    boolean isCancelled = waiter.job.isCancelled();
    if (isCancelled) {
      waiter.end(Optional.of(new CancellationException("nobody wants it any more")));
    }
    return isCancelled;
  }

  /** Has the next one do a pass of about so many tokens; gives how many it had. */
  int step(int rows) {
    Waiter next = running.remove();
    try {
      int done = next.job.step(engine.ops(), rows);
      if (next.job.isDone()) {
        next.end(Optional.empty());
      } else {
        running.add(next);
      }
      return done;
    } catch (RuntimeException | Error e) {
      next.end(Optional.of(Failure.of(e)));
      return 0;
    } finally {
      engine.ops().reset();
    }
  }

  /** Ends all of them. */
  void fail(RuntimeException reason) {
    running.forEach(waiter -> waiter.end(Optional.of(reason)));
    waiting.forEach(waiter -> waiter.end(Optional.of(reason)));
    running.clear();
    waiting.clear();
  }
}
