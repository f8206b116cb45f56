package io.llamajar.ops;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A small team of threads that share the work of one operation after another.
 *
 * <p>A forward pass is hundreds of short operations, so a member that is out of work spins a while
 * before it parks. Each member has a run of the items for itself, which it does from front to back
 * in ever smaller chunks: one after another, for what comes next is already on its way from memory.
 * Who has none left takes the latter half of another's: a member whose core is busy with something
 * else does less, and nobody waits long for it. The caller never waits for a member that has not
 * begun: a job is "open" while {@link #inside} is not negative, members enter it by counting
 * themselves in, and the caller closes it once all items are taken and nobody is inside.
 */
public final class ThreadTeam implements AutoCloseable {
  /** A part of an operation. */
  @FunctionalInterface
  public interface Task {
    /** Does items {@code [from, to)}. */
    void run(int from, int to);
  }

  private static final int CLOSED = -1;
  private static final int SPINS = 20_000; // some hundred microseconds
  private static final int SMALL = 1 << 15; // numbers: a few microseconds

  private final Member[] members;
  private final int spins;
  private final AtomicInteger inside = new AtomicInteger(CLOSED);
  private final Runs runs;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private Task task = (from, to) -> {};
  private final AtomicInteger job = new AtomicInteger();
  private volatile boolean stopped;

  /** A team of {@code threads}, the caller being one of them. */
  public ThreadTeam(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("a team needs a thread, not " + threads);
    }
    // Who spins on a core that another member needs only delays it.
    spins = threads > Runtime.getRuntime().availableProcessors() ? 0 : SPINS;
    runs = new Runs(threads);
    members = new Member[threads - 1];
    for (int i = 0; i < members.length; i++) {
      members[i] = new Member(i + 1);
      members[i].start();
    }
  }

  /** The number of threads, the caller included. */
  public int threads() {
    return members.length + 1;
  }

  /**
   * Does items {@code [0, items)} and returns when all are done. One caller at a time.
   *
   * @param cost about how many numbers an item has to do with; where all have few, no other thread
   *     is troubled
   */
  public void run(Task task, int items, long cost) {
    if (members.length == 0 || items <= 1 || items * cost < SMALL) {
      if (items > 0) {
        task.run(0, items);
      }
      return;
    }
    this.task = task;
    runs.share(items);
    inside.set(0);
    job.incrementAndGet();
    for (Member member : members) {
      member.wake();
    }
    work(0);
    for (int spin = 0; inside.get() != 0 || !inside.compareAndSet(0, CLOSED); spin++) {
      if (spin < spins) {
        Thread.onSpinWait();
      } else {
        Thread.yield(); // a member inside has lost its core
      }
    }
    Throwable thrown = failure.getAndSet(null);
    switch (thrown) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case null, default -> {}
    }
  }

  private void work(int member) {
    try {
      for (long run = runs.take(member);
          run != Runs.NONE && failure.get() == null;
          run = runs.take(member)) {
        task.run(Runs.from(run), Runs.to(run));
      }
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e); // nobody need go on
    }
  }

  /** Ends the threads; nothing can be run afterwards. */
  @Override
  public void close() {
    stopped = true;
    for (Member member : members) {
      member.wake();
    }
  }

  private final class Member extends Thread {
    private final int number;
    private volatile boolean parked;
    private int done; // the last job that this member has been inside of

    Member(int number) {
      super("llamajar-" + number);
      this.number = number;
      setDaemon(true);
    }

    @Override
    public void run() {
      while (awaitJob()) {
        int seen = job.get();
        int count = inside.get();
        if (count == CLOSED) {
          done = seen; // finished without us
        } else if (inside.compareAndSet(count, count + 1)) {
          done = job.get(); // if just before it is counted up: we visit once more, for nothing
          work(number);
          inside.getAndDecrement();
        }
      }
    }

    private boolean awaitJob() {
      for (int spin = 0; spin < spins; spin++) {
        if (stopped || job.get() != done) {
          return !stopped;
        }
        Thread.onSpinWait();
      }
      parked = true;
      while (!stopped && job.get() == done) {
        LockSupport.park(this);
      }
      parked = false;
      return !stopped;
    }

    void wake() {
      if (parked) {
        LockSupport.unpark(this);
      }
    }
  }
}
