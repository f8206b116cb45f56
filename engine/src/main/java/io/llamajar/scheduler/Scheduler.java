package io.llamajar.scheduler;

import io.llamajar.LlamajarException;
import io.llamajar.ops.LowRank;
import io.llamajar.tensor.Beginning;
import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.KvPool;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Has one thread do the work of all who want something generated, or computed otherwise.
 *
 * <p>The thread begins with the first request, and sleeps when there is nothing to do. Each of its
 * steps takes a turn with whatever else computes with the model.
 */
public final class Scheduler implements AutoCloseable {
  private final Work work;
  private final ReentrantLock turn;
  private final KvPool pool;
  private final Limits limits;
  private final int vocabulary;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private Arrivals arriving = Arrivals.none();
  private long present; // those that have come and not left
  private boolean hasNews;
  private boolean started;
  private volatile boolean closed;
  private volatile Load load = Load.NONE;

  /**
   * A scheduler that has nothing to do yet.
   *
   * @param turn held while anything computes with the model, or touches the pool
   */
  public Scheduler(Engine engine, KvPool pool, Limits limits, ReentrantLock turn) {
    this.work = new Work(engine, pool, limits);
    this.turn = turn;
    this.pool = pool;
    this.limits = limits;
    this.vocabulary = engine.decoder().vocabularySize();
  }

  /**
   * Has something generated.
   *
   * @param prompt the tokens to follow on, at least one, each of the model's vocabulary
   * @throws BusyException if too many wait already
   * @throws LlamajarException if the prompt can never fit into memory
   */
  public Sequence submit(int[] prompt, Request request) {
    work.check(prompt);
    Sequence sequence = new Sequence(this, prompt, request);
    arrive(request.hadTurn(), () -> arriving.sequences().add(sequence));
    return sequence;
  }

  /**
   * Has a job done, and waits for its end.
   *
   * @throws BusyException if too many wait already
   * @throws java.util.concurrent.CancellationException if it is cancelled
   */
  public void run(Job job) {
    Jobs.Waiter waiter = new Jobs.Waiter(job);
    arrive(false, () -> arriving.jobs().add(waiter));
    try {
      waiter.await();
    } finally {
      leave();
    }
  }

  private void arrive(boolean hadTurn, Runnable arrival) {
    lock.lock();
    try {
      checkOpen();
      if (present >= limits.present() && !hadTurn) {
        throw new BusyException(present);
      }
      arrival.run();
      present++;
      start();
      tell();
    } finally {
      lock.unlock();
    }
  }

  /** One of those that have come no longer counts: nobody wants more of it. */
  void leave() {
    lock.lock();
    try {
      present--;
    } finally {
      lock.unlock();
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the model was closed");
    }
  }

  private void start() {
    if (!started) {
      started = true;
      Thread.ofPlatform().name("llamajar-scheduler").daemon().start(this::run);
    }
  }

  /**
   * Writes what is known of a text into a file.
   *
   * @param model 32 bytes that tell apart what keys and values are good for
   * @return of how many of its tokens something was known
   * @throws LlamajarException if the file cannot be written
   */
  public int save(List<LowRank.Scaled> changes, int[] text, Path file, byte[] model) {
    Beginning known = inTurn(() -> work.texts().hold(changes, text));
    try {
      new KvFile(file, pool, model).write(text, known);
      return known.length();
    } finally {
      inTurn(() -> work.texts().letGo(known));
    }
  }

  /**
   * Reads such a file, so that texts which begin as the one in it go on from there.
   *
   * @return the tokens in it
   * @throws LlamajarException if it cannot be read, is damaged, is not good for the model, or holds
   *     more than there is memory for
   */
  public int[] restore(List<LowRank.Scaled> changes, Path file, byte[] model) {
    try (KvFile.Reader reader = new KvFile(file, pool, model).read(limits.context(), vocabulary)) {
      KvCache cache = inTurn(() -> work.texts().room(reader.tokens().length));
      try {
        reader.into(cache); // others go on meanwhile
        inTurn(() -> work.texts().remember(changes, reader.tokens(), cache));
      } finally {
        inTurn(cache::close);
      }
      return reader.tokens();
    }
  }

  private <T> T inTurn(Supplier<T> action) {
    turn.lock();
    try {
      checkOpen();
      return action.get();
    } finally {
      turn.unlock();
    }
  }

  private void inTurn(Runnable action) {
    turn.lock();
    try {
      action.run();
    } finally {
      turn.unlock();
    }
  }

  /** What is going on. */
  public Load load() {
    return load;
  }

  void wake() {
    lock.lock();
    try {
      tell();
    } finally {
      lock.unlock();
    }
  }

  private void tell() {
    hasNews = true;
    news.signal();
  }

  private void run() {
    for (boolean busy = false; awaitNews(busy); ) {
      turn.lock();
      try {
        busy = !closed && step(); // what it works on may be gone
      } catch (RuntimeException | Error e) { // no memory on the heap, say: nobody may wait for ever
        busy = false;
        work.fail(arrivals(), new IllegalStateException("the scheduler failed", e));
      } finally {
        turn.unlock();
      }
    }
    turn.lock();
    try {
      work.fail(arrivals(), new IllegalStateException("the model was closed"));
    } finally {
      turn.unlock();
    }
  }

  /** Waits until there is something to do; false if nothing will be done any more. */
  private boolean awaitNews(boolean busy) {
    lock.lock();
    try {
      while (!busy && !hasNews && !closed) {
        news.awaitUninterruptibly();
      }
      hasNews = false;
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private boolean step() {
    work.admit(arrivals());
    load = work.load();
    boolean busy = work.pass();
    load = work.load();
    return busy;
  }

  private Arrivals arrivals() {
    lock.lock();
    try {
      Arrivals arrivals = arriving;
      arriving = Arrivals.none();
      return arrivals;
    } finally {
      lock.unlock();
    }
  }

  /** Ends after the present step; what is under way fails. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      tell();
    } finally {
      lock.unlock();
    }
  }
}
