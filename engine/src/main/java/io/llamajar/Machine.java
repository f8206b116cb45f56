package io.llamajar;

import io.llamajar.kernel.Dispatch;
import io.llamajar.kernel.Kernels;
import io.llamajar.ops.Cores;
import io.llamajar.ops.Ops;
import io.llamajar.ops.ThreadTeam;
import io.llamajar.scheduler.Engine;
import io.llamajar.scheduler.Limits;
import io.llamajar.scheduler.Scheduler;
import io.llamajar.speculation.DraftModel;
import io.llamajar.tensor.KvPool;
import io.llamajar.tensor.Workspace;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a model is computed with: kernels, threads and scratch memory, for one pass at a time. The
 * scheduler and the sessions of others take turns.
 */
final class Machine implements AutoCloseable {
  private final Kernels kernels = Dispatch.best();
  private final Workspace workspace = new Workspace();
  private final ThreadTeam team;
  private final KvPool pool;
  private final Pass pass; // of sessions
  private final Scheduler scheduler;
  private final ReentrantLock turn = new ReentrantLock(true);
  private boolean closed;

  /**
   * A machine that has computed nothing yet.
   *
   * @param context whose pool is closed with it
   * @param draft which is closed after it
   */
  Machine(Content content, ModelOptions options, ContextSize context, Optional<DraftFile> draft) {
    this.team = new ThreadTeam(options.threads() == 0 ? Cores.count() : options.threads());
    this.pool = context.pool();
    Ops ops = new Ops(kernels, team, workspace);
    Optional<DraftModel> guesser =
        draft.map(file -> file.begin(kernels, team, content.speakable()));
    Engine engine = new Engine(content.network().stack(), ops, team, content.speakable(), guesser);
    Limits limits =
        new Limits(context.tokens(), options.parallel(), options.queue(), context.keptBytes());
    this.pass = new Pass(engine.decoder(), ops);
    this.scheduler = new Scheduler(engine, pool, limits, turn);
  }

  /** The name of its kernels. */
  String kernels() {
    return kernels.name();
  }

  int threads() {
    return team.threads();
  }

  /** The memory of all sequences. */
  KvPool pool() {
    return pool;
  }

  /** Computes for all. */
  Scheduler scheduler() {
    return scheduler;
  }

  /** Has sessions read what they are to read, pass by pass; others may take turns. */
  void read(List<Session> sessions) {
    while (sessions.stream().anyMatch(session -> session.context().isReading())) {
      inTurn(() -> {
        if (closed) {
          throw new IllegalStateException("the model was closed");
        }
        pass.run(sessions);
      });
    }
  }

  /** Does something while nobody computes. */
  void inTurn(Runnable action) {
    turn.lock();
    try {
      action.run();
    } finally {
      turn.unlock();
    }
  }

  /** Ends its threads; nothing is computed any more. */
  @Override
  public void close() {
    scheduler.close();
    inTurn(() -> {
      if (!closed) {
        closed = true;
        team.close();
        workspace.close();
        pool.close();
      }
    });
  }
}
