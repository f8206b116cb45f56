package io.llamajar.server;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes connections whose first request does not come: somebody who sends a header's bytes one by
 * one is never idle, and would keep them open for ever.
 */
final class Patience implements Connection.Listener {
  private final Scheduler scheduler;
  private final Duration most;

  Patience(Scheduler scheduler, Duration most) {
    this.scheduler = scheduler;
    this.most = most;
  }

  @Override
  public void onOpened(Connection connection) {
    scheduler.schedule(() -> check(connection), most.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void check(Connection connection) {
    if (connection.getMessagesIn() == 0) {
      connection.close();
    }
  }
}
