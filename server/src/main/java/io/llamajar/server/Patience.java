package io.llamajar.server;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes connections whose next request does not come: somebody who sends a header's bytes one by
 * one is never idle, and would keep them open for ever.
 */
final class Patience extends Handler.Wrapper implements Connection.Listener {
  private final Scheduler scheduler;
  private final Duration most;

  Patience(Handler front, Scheduler scheduler, Duration most) {
    super(front);
    this.scheduler = scheduler;
    this.most = most;
  }

  @Override
  public void onOpened(Connection connection) {
    awaitRequest(connection);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Connection connection = request.getConnectionMetaData().getConnection();
    Request.addCompletionListener(request, failure -> awaitRequest(connection));
    return super.handle(request, response, callback);
  }

  /** Has a connection's next request come in time. */
  private void awaitRequest(Connection connection) {
    long before = connection.getMessagesIn();
    // Weakly: a connection that was closed long before need not be kept for this.
    WeakReference<Connection> perhaps = new WeakReference<>(connection);
    scheduler.schedule(() -> check(perhaps, before), most.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void check(WeakReference<Connection> perhaps, long before) {
    Connection connection = perhaps.get();
    if (connection != null && connection.getMessagesIn() == before) {
      connection.close();
    }
  }
}
