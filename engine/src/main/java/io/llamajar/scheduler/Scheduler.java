package io.llamajar.scheduler;

import io.llamajar.LlamajarException;
import io.llamajar.tensor.KvPool;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Has one thread do the work of all who want something generated.
 *
 * <p>The thread begins with the first request, and sleeps when there is nothing to do. Each of its
 * steps takes a turn with whatever else computes with the model.
 */
public final class Scheduler implements AutoCloseable {
  private final Work work;
  private final ReentrantLock turn;
  private final int mostWaiting;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final Deque<Sequence> arriving = new ArrayDeque<>();
  private boolean hasNews;
  private boolean closed;
  private boolean started;
  private volatile Load load = Load.NONE;

  /**
   * A scheduler that has nothing to do yet.
   *
   * @param turn held while anything computes with the model, or touches the pool
   */
  public Scheduler(Engine engine, KvPool pool, Limits limits, ReentrantLock turn) {
    this.work = new Work(engine, pool, limits);
    this.turn = turn;
    this.mostWaiting = limits.waiting();
  }

  /**
   * Has something generated.
   *
   * @throws BusyException if too many wait already
   * @throws LlamajarException if the prompt can never fit into memory
   */
  public Sequence submit(Request request) {
    work.check(request);
    Sequence sequence = new Sequence(this, request);
    lock.lock();
    try {
      checkOpen();
      if (arriving.size() + load.waiting() >= mostWaiting) {
        throw new BusyException(mostWaiting);
      }
      arriving.add(sequence);
      start();
      tell();
    } finally {
      lock.unlock();
    }
    return sequence;
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
        busy = work.step(arrivals());
        load = work.load();
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

  private List<Sequence> arrivals() {
    lock.lock();
    try {
      List<Sequence> arrivals = new ArrayList<>(arriving);
      arriving.clear();
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
