package io.llamajar.server;

import io.llamajar.chat.template.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A reply that comes piece by piece, each of which is sent at once. Any thread may send; while none
 * does, comments tell the client that we still live.
 */
final class EventStream implements AutoCloseable {
  /** How pieces are told apart. */
  enum Format {
    /** Server-sent events, by the HTML standard. */
    EVENTS("text/event-stream; charset=utf-8"),
    /** A JSON value on each line; there are no comments. */
    LINES("application/x-ndjson");

    private final String type;

    Format(String type) {
      this.type = type;
    }
  }

  private static final byte[] COMMENT = ": still here\n\n".getBytes(StandardCharsets.UTF_8);
  private static final byte[] NOTHING = {};

  private final Wire wire;
  private final Format format;
  private final Duration keepAlive;
  private final Runnable leave;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private boolean over; // under the lock
  private int sent; // under the lock
  private long lastSent = System.nanoTime(); // under the lock

  private EventStream(Wire wire, Format format, Duration keepAlive, Runnable leave) {
    this.wire = wire;
    this.format = format;
    this.keepAlive = keepAlive;
    this.leave = leave;
  }

  /** Sends status and headers. */
  static EventStream begin(Wire wire, Format format, Duration keepAlive, Runnable leave) {
    EventStream stream = new EventStream(wire, format, keepAlive, leave);
    wire.setStatus(200);
    wire.setHeader("Content-Type", format.type);
    wire.setHeader("Cache-Control", "no-cache");
    wire.setHeader("X-Accel-Buffering", "no"); // proxies shall not wait for more
    stream.write(NOTHING, false);
    if (format == Format.EVENTS) {
      Thread.ofVirtual().name("llamajar-keep-alive").start(stream::stayAlive);
    }
    return stream;
  }

  /** Sends a JSON value. */
  void send(Object json) {
    sendText(Json.write(json));
  }

  /** Sends an event that has a name. */
  void send(String event, Object json) {
    write("event: %s\ndata: %s\n\n".formatted(event, Json.write(json)));
  }

  /** Sends a line of text. */
  void sendText(String line) {
    write(format == Format.EVENTS ? "data: " + line + "\n\n" : line + "\n");
  }

  /** How many have been sent. */
  int sent() {
    lock.lock();
    try {
      return sent;
    } finally {
      lock.unlock();
    }
  }

  private void write(String text) {
    lock.lock();
    try {
      sent++;
      write(text.getBytes(StandardCharsets.UTF_8), false);
    } finally {
      lock.unlock();
    }
  }

  private void write(byte[] bytes, boolean last) {
    lock.lock();
    try {
      wire.write(bytes, last);
      lastSent = System.nanoTime();
    } catch (GoneException e) {
      leave.run();
      throw e;
    } finally {
      lock.unlock();
    }
  }

  private void stayAlive() {
    lock.lock();
    try {
      while (!over) {
        long silent = System.nanoTime() - lastSent;
        if (silent >= keepAlive.toNanos()) {
          write(COMMENT, false);
        } else {
          var _ = ended.awaitNanos(keepAlive.toNanos() - silent);
        }
      }
    } catch (InterruptedException | GoneException e) {
      over = true;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the reply. */
  @Override
  public void close() {
    lock.lock();
    try {
      over = true;
      ended.signalAll();
      write(NOTHING, true);
    } finally {
      lock.unlock();
    }
  }

  /** Sends no more comments: nobody listens. */
  void abandon() {
    lock.lock();
    try {
      over = true;
      ended.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
