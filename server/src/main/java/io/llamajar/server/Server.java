package io.llamajar.server;

import io.llamajar.LlamajarException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A server that has models answer requests over HTTP, from {@link #start} to {@link #close}.
 *
 * <p>Each request has a virtual thread, which waits for the model; some platform threads accept
 * connections and watch them.
 */
public final class Server implements AutoCloseable {
  private static final int ACCEPTORS = 1;
  private static final int SELECTORS = 1;
  private static final int THREADS = 8;
  private static final int MOST_WAITING = 1024; // connections that nobody has accepted yet

  private final org.eclipse.jetty.server.Server jetty;
  private final ServerConnector connector;
  private final ServerOptions options;
  private final Traffic traffic;

  private Server(ServerOptions options, Models models, Consumer<String> log) {
    this.options = options;
    this.traffic = new Traffic(options.limits().perClient());
    this.jetty = new org.eclipse.jetty.server.Server(threads());
    this.connector =
        new ServerConnector(
            jetty,
            null,
            null,
            null,
            ACCEPTORS,
            SELECTORS,
            new HttpConnectionFactory(http(options)));
    connector.setHost(options.host());
    connector.setPort(options.port());
    connector.setAcceptQueueSize(MOST_WAITING);
    connector.setIdleTimeout(options.limits().patience().toMillis());
    jetty.addConnector(connector);
    jetty.setErrorHandler(new BadMessages());
    Front front = new Front(options, new Routes(models, options), traffic, log);
    Patience patience = new Patience(front, connector.getScheduler(), options.limits().patience());
    connector.addEventListener(patience);
    jetty.setHandler(patience);
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, THREADS);
    threads.setName("llamajar-http");
    threads.setDaemon(true);
    threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
    return threads;
  }

  private static HttpConfiguration http(ServerOptions options) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendXPoweredBy(false);
    http.setRequestHeaderSize(options.limits().headerBytes());
    return http;
  }

  /**
   * Begins to listen.
   *
   * @param models that answer; they are not closed with the server
   * @param log is told in a sentence what the operator should know
   * @throws LlamajarException if the address cannot be listened on
   */
  public static Server start(ServerOptions options, Models models, Consumer<String> log) {
    Server server = new Server(options, models, log);
    try {
      server.jetty.start();
      return server;
    } catch (Exception e) { // whatever Jetty's parts throw
      server.close();
      throw new LlamajarException(
          "Cannot listen on %s, port %d: %s; choose another --host or --port"
              .formatted(options.host(), options.port(), reason(e)),
          e);
    }
  }

  private static String reason(Throwable e) {
    return String.valueOf((e.getCause() == null ? e : e.getCause()).getMessage());
  }

  /** The port that it listens on. */
  public int port() {
    return connector.getLocalPort();
  }

  /** Where it is found. */
  public URI uri() {
    String host = options.host();
    String name = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    return URI.create("http://%s:%d".formatted(name, port()));
  }

  /** How many requests are being answered. */
  public int running() {
    return traffic.count();
  }

  /** Waits for it to be closed. */
  public void await() throws InterruptedException {
    jetty.join();
  }

  /** Refuses new requests, waits for those there are to be answered, and closes. */
  public void drain(Duration most) {
    traffic.drain(most);
    close();
  }

  /** Ends at once. */
  @Override
  public void close() {
    traffic.drain(Duration.ZERO);
    try {
      jetty.stop();
    } catch (Exception e) {
      // A part of Jetty did not end well; it is of no use any more in any case.
    }
  }
}
