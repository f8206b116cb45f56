package io.llamajar.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * Notices that a client leaves while its answer is being made.
 *
 * <p>Jetty reads nothing between a request and its reply, so it would only see a closed connection
 * when it writes to it. Meanwhile we listen ourselves: an end of the input means that the client
 * has left. What else may come is the next request of a client that does not wait; it is handed
 * back, and we listen no more.
 */
final class Departure implements Callback {
  private final AbstractEndPoint endPoint;
  private final Runnable then;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean over;

  private Departure(AbstractEndPoint endPoint, Runnable then) {
    this.endPoint = endPoint;
    this.then = then;
  }

  /** Waits for the client of a request that was read to its end to leave. */
  static Optional<Departure> watch(Request request, Runnable then) {
    if (request.getConnectionMetaData().getConnection().getEndPoint()
        instanceof AbstractEndPoint endPoint) {
      Departure departure = new Departure(endPoint, then);
      endPoint.tryFillInterested(departure);
      return Optional.of(departure);
    }
    return Optional.empty();
  }

  /** Stops waiting: from now on Jetty reads what comes. */
  void end() {
    lock.lock();
    try {
      over = true;
    } finally {
      lock.unlock();
    }
    endPoint.getFillInterest().onFail(new GoneException());
  }

  /** There is something to read. */
  @Override
  public void succeeded() {
    lock.lock();
    try {
      if (!over) {
        read();
      }
    } finally {
      lock.unlock();
    }
  }

  private void read() {
    ByteBuffer bytes = BufferUtil.allocate(1 << 10);
    int count = fill(bytes);
    if (count == 0) {
      endPoint.tryFillInterested(this);
      return;
    }
    over = true;
    if (count < 0) {
      then.run();
    } else if (endPoint.getConnection() instanceof Connection.UpgradeTo connection) {
      connection.onUpgradeTo(bytes);
    }
  }

  private int fill(ByteBuffer bytes) {
    try {
      return endPoint.fill(bytes);
    } catch (IOException e) {
      return -1;
    }
  }

  /** The connection was closed, or we wait no more. */
  @Override
  public void failed(Throwable reason) {
    lock.lock();
    try {
      if (!over) {
        over = true;
        then.run();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING;
  }
}
