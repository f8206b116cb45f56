package io.llamajar.hub;

import java.nio.file.Path;
import java.util.Optional;

/** A program that finds a model: a process of its own, to be killed and to compete with. */
final class Fetch {
  private Fetch() {}

  public static void main(String[] args) {
    HubSettings settings =
        HubSettings.of(name -> Optional.ofNullable(System.getenv(name)), Path.of(args[0]));
    System.out.println("found " + new Hub(settings, new Printer()).find(args[1]));
  }

  private static final class Printer implements Watcher, Watcher.Bar {
    @Override
    public void tell(String message) {
      System.out.println(message);
    }

    @Override
    public Bar begin(long total, long there) {
      return this;
    }

    @Override
    public void upTo(long bytes) {
      System.out.println("at " + bytes);
    }

    @Override
    public void close() {}
  }
}
