package io.llamajar.server;

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
    scheduler.schedule(() -> check(connection, before), most.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void check(Connection connection, long before) {
    if (connection.getMessagesIn() == before) {
      connection.close();
    }
  }
}
