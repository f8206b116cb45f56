package io.llamajar.server;

import io.llamajar.chat.template.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** A request, and the way to reply to it: all that an {@link Endpoint} sees of HTTP. */
final class Exchange {
  static final String JSON = "application/json; charset=utf-8";

  private final Wire wire;
  private final String id;
  private final Duration keepAlive;
  private Optional<Object> body = Optional.empty();
  private String rest = "";
  private Optional<EventStream> stream = Optional.empty();

  private final ReentrantLock lock = new ReentrantLock();
  private final List<Runnable> atLeave = new ArrayList<>(); // under the lock
  private boolean gone; // under the lock

  Exchange(Wire wire, String id, Duration keepAlive) {
    this.wire = wire;
    this.id = id;
    this.keepAlive = keepAlive;
  }

  /** A name for a reply, which no other has. */
  static String newId(String prefix) {
    return prefix + UUID.randomUUID().toString().replace("-", "");
  }

  /** What the server's log calls it by; the client is told. */
  String id() {
    return id;
  }

  /** For the route that was found. */
  void setRest(String newRest) {
    rest = newRest;
  }

  /** What stands in the path where its route has braces. */
  String rest() {
    return rest;
  }

  Optional<String> query(String name) {
    return wire.query(name);
  }

  Optional<String> header(String name) {
    return wire.header(name);
  }

  void setBody(Object newBody) {
    body = Optional.of(newBody);
  }

  /**
   * The fields of the request's JSON body.
   *
   * @throws ApiException if the body is something else than an object
   */
  Fields fields() {
    return Fields.of(body());
  }

  /** The request's JSON body, whatever it is. */
  Object body() {
    return body.orElseThrow();
  }

  /** Gives the reply that follows a header, in place of one it may have. */
  void setHeader(String name, String value) {
    wire.setHeader(name, value);
  }

  /** The same, beside one it may have. */
  void addHeader(String name, String value) {
    wire.addHeader(name, value);
  }

  void reply(Object json) {
    reply(200, json);
  }

  void reply(int status, Object json) {
    reply(status, JSON, Json.write(json).getBytes(StandardCharsets.UTF_8));
  }

  void reply(int status, String type, byte[] content) {
    wire.setStatus(status);
    wire.setHeader("Content-Type", type);
    wire.setHeader("Content-Length", Integer.toString(content.length));
    wire.write(content, true);
  }

  /** Says that the client has what it asks for. */
  void replyUnchanged() {
    wire.setStatus(304);
    wire.write(new byte[0], true);
  }

  /** Begins a reply of server-sent events. */
  EventStream events() {
    return stream(EventStream.Format.EVENTS);
  }

  /** Begins a reply of JSON values, each on a line. */
  EventStream lines() {
    return stream(EventStream.Format.LINES);
  }

  private EventStream stream(EventStream.Format format) {
    EventStream begun = EventStream.begin(wire, format, keepAlive, this::leave);
    stream = Optional.of(begun);
    return begun;
  }

  /** The stream that it has begun to reply with. */
  Optional<EventStream> stream() {
    return stream;
  }

  /** Has something done once the client leaves, perhaps on another thread and at once. */
  void onLeave(Runnable action) {
    wire.onLeave(this::leave);
    lock.lock();
    try {
      atLeave.add(action);
      if (gone) {
        action.run();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Does what is cancelled when the client leaves.
   *
   * @param cancel after which what is done throws a {@link CancellationException}
   * @throws GoneException if the client has left
   */
  <T> T whileThere(Runnable cancel, Supplier<T> work) {
    onLeave(cancel);
    try {
      return work.get();
    } catch (CancellationException _) {
      throw new GoneException();
    }
  }

  /** Gives up: the client has left, or we have to. */
  void leave() {
    lock.lock();
    try {
      if (!gone) {
        gone = true;
        atLeave.forEach(Runnable::run);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Goes on only if there is somebody to answer.
   *
   * @throws GoneException if the client has left
   */
  void checkThere() {
    lock.lock();
    try {
      if (gone) {
        throw new GoneException();
      }
    } finally {
      lock.unlock();
    }
  }
}
