package io.llamajar.cli;

import io.llamajar.hub.Hub;
import io.llamajar.hub.HubSettings;
import io.llamajar.hub.Watcher;
import java.nio.file.Path;
import java.util.Optional;

/** Models by name, as this user's environment has them, and what is seen while they come. */
final class NamedModels implements Watcher {
  private final Console console;

  private NamedModels(Console console) {
    this.console = console;
  }

  static Hub hub(Console console) {
    Path home = Path.of(variable("HOME").orElse(System.getProperty("user.home")));
    return new Hub(HubSettings.of(NamedModels::variable, home), new NamedModels(console));
  }

  private static Optional<String> variable(String name) {
    return Optional.ofNullable(System.getenv(name));
  }

  @Override
  public void tell(String message) {
    console.tell(message);
  }

  @Override
  public Bar begin(long total, long there) {
    Progress progress = new Progress(console, total);
    progress.from(there);
    Thread farewell = Thread.ofPlatform().unstarted(this::sayWhatIsKept);
    Runtime.getRuntime().addShutdownHook(farewell);
    return new Bar() {
      @Override
      public void upTo(long bytes) {
        progress.upTo(bytes);
      }

      @Override
      public void close() {
        progress.end();
        forget(farewell);
      }
    };
  }

  /** At ^C. */
  private void sayWhatIsKept() {
    if (console.isTerminal()) {
      console.note("");
    }
    tell("what has come is kept; the same command goes on from there");
  }

  private static void forget(Thread farewell) {
    try {
      Runtime.getRuntime().removeShutdownHook(farewell);
    } catch (IllegalStateException _) { // it is being said
    }
  }
}
