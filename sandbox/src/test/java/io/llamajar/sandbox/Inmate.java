package io.llamajar.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * A program that goes into a sandbox and tries everything there, telling how it went, a line each.
 *
 * <p>Its arguments are a folder with what it needs, and the folder that it may write in, if any.
 */
final class Inmate {
  static final String PASSWORD = "of no use";
  static final String KEYS = "keys.p12";
  static final String TEXT = "text";
  static final String OPEN = "open";

  private final Path home;

  private Inmate(Path home) {
    this.home = home;
  }

  /** Something that may go wrong. */
  private interface Attempt {
    void run() throws Exception;
  }

  public static void main(String[] args) throws Exception {
    Inmate inmate = new Inmate(Path.of(args[0]));
    List<Path> writable = args.length > 1 ? List.of(Path.of(args[1])) : List.of();
    Sandbox sandbox = Sandbox.writingTo(writable);
    BlockingQueue<Attempt> work = new LinkedBlockingQueue<>();
    Thread.ofPlatform().daemon().start(() -> inmate.toil(work));
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        TlsPair tls = inmate.tls()) {
      System.out.println("sandbox: " + sandbox.close());
      inmate.tryToBreakOut("", server.getLocalPort());
      inmate.live(server, tls);
      writable.forEach(inmate::write);
      CompletableFuture<Boolean> done = new CompletableFuture<>();
      work.add(() -> inmate.tryToBreakOut("older thread's ", server.getLocalPort()));
      work.add(() -> done.complete(true));
      done.get();
    }
  }

  private void toil(BlockingQueue<Attempt> work) {
    while (true) {
      attempt("work", () -> work.take().run());
    }
  }

  /** None of this should work. */
  private void tryToBreakOut(String who, int port) {
    Path text = home.resolve(TEXT);
    Path other = home.resolve(who + "other");
    attempt(who + "program", () -> new ProcessBuilder("true").start());
    attempt(who + "connection", () -> new Socket(InetAddress.getLoopbackAddress(), port).close());
    attempt(who + "server", () -> new ServerSocket(0).close());
    attempt(who + "new file", () -> Files.writeString(other, "x"));
    attempt(who + "longer file", () -> Files.writeString(text, "x", StandardOpenOption.APPEND));
    attempt(who + "shorter file", () -> cut(text));
    attempt(who + "no file", () -> Files.delete(text));
    attempt(who + "other name", () -> Files.move(text, other));
    attempt(who + "folder", () -> Files.createDirectory(other));
    attempt(who + "link", () -> Files.createLink(other, text));
    attempt(who + "symbolic link", () -> Files.createSymbolicLink(other, text));
    attempt(
        who + "permissions",
        () -> Files.setPosixFilePermissions(text, PosixFilePermissions.fromString("rwxrwxrwx")));
    attempt(who + "date", () -> Files.setLastModifiedTime(text, FileTime.fromMillis(0)));
    attempt(who + "attribute", () -> Files.setAttribute(text, "user:x", new byte[1]));
  }

  private static void cut(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
  }

  /** All of this should. */
  private void live(ServerSocket server, TlsPair tls) {
    attempt("read", () -> Files.readString(home.resolve(TEXT)));
    attempt("list", () -> Files.walkFileTree(home, new SimpleFileVisitor<>() {}));
    attempt(
        "map",
        () -> {
          try (FileChannel channel = FileChannel.open(home.resolve(TEXT))) {
            channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()).load();
          }
        });
    attempt("threads", () -> Thread.ofPlatform().start(() -> {}).join());
    attempt("virtual threads", () -> Thread.ofVirtual().start(() -> {}).join());
    attempt("garbage collection", System::gc);
    attempt("randomness", () -> new SecureRandom().nextInt());
    attempt("talk", () -> talk(server));
    attempt("tls", tls::talk);
  }

  /** Says hello to whoever connects to the address that was printed. */
  private static void talk(ServerSocket server) throws IOException {
    System.out.println("port: " + server.getLocalPort());
    try (Socket client = server.accept()) {
      client.getOutputStream().write("hello\n".getBytes(UTF_8));
    }
  }

  /** As programs write: beside it first, then in place. */
  private void write(Path folder) {
    Path part = folder.resolve("part");
    attempt("part", () -> Files.writeString(part, "x"));
    attempt("place", () -> Files.move(part, folder.resolve(OPEN)));
    attempt("gone", () -> Files.deleteIfExists(part));
    attempt("folder in there", () -> Files.createDirectory(folder.resolve("in there")));
    attempt("elsewhere", () -> Files.move(folder.resolve(OPEN), home.resolve("elsewhere")));
  }

  private TlsPair tls() throws Exception {
    KeyStore keys = KeyStore.getInstance(home.resolve(KEYS).toFile(), PASSWORD.toCharArray());
    KeyManagerFactory ours = KeyManagerFactory.getInstance("PKIX");
    ours.init(keys, PASSWORD.toCharArray());
    TrustManagerFactory theirs = TrustManagerFactory.getInstance("PKIX");
    theirs.init(keys);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(ours.getKeyManagers(), theirs.getTrustManagers(), null);
    InetAddress here = InetAddress.getLoopbackAddress();
    try (SSLServerSocket server =
        (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 1, here)) {
      SSLSocket client =
          (SSLSocket) context.getSocketFactory().createSocket(here, server.getLocalPort());
      return new TlsPair((SSLSocket) server.accept(), client);
    }
  }

  /** Two ends of a connection that have not shaken hands yet. */
  private record TlsPair(SSLSocket server, SSLSocket client) implements AutoCloseable {
    void talk() throws Exception {
      CompletableFuture<Integer> heard =
          CompletableFuture.supplyAsync(() -> {
            try {
              return server.getInputStream().read();
            } catch (IOException e) {
              return -1;
            }
          });
      client.getOutputStream().write(42);
      if (heard.get() != 42) {
        throw new IOException("not heard");
      }
    }

    @Override
    public void close() throws IOException {
      client.close();
      server.close();
    }
  }

  private static void attempt(String what, Attempt attempt) {
    try {
      attempt.run();
      System.out.println(what + ": done");
    } catch (Exception e) {
      System.out.println(what + ": " + e.toString().lines().findFirst().orElseThrow());
    }
  }
}
