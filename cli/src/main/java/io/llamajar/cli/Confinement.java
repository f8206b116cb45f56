package io.llamajar.cli;

import io.llamajar.sandbox.Sandbox;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** {@code --unsecured}: whether the program gives up what it does not need once it runs. */
final class Confinement {
  @Option(
      names = "--unsecured",
      description =
          "go on with all rights; without this the program, once it runs, starts no others, opens"
              + " no connections and writes nothing else (Linux)")
  private boolean unsecured;

  // Set by the scripts that have a JVM remember what it links; they need rights to write that down.
  static final String TRAINING = "LLAMAJAR_TRAINING";

  private Optional<Sandbox> sandbox = Optional.empty();

  /**
   * Before threads are started: what is written later will be in these folders. A guest does not
   * confine its host.
   */
  void begin(Console console, List<Path> folders) {
    if (console.ownsProcess() && !unsecured) {
      sandbox = Optional.of(Sandbox.writingTo(folders));
    } else if (Optional.ofNullable(System.getenv(TRAINING)).isPresent()) {
      Sandbox.rehearse();
    }
  }

  /** When all is there that the program needs. */
  void close(Console console) {
    console.debug("sandbox: " + sandbox.map(Sandbox::close).orElse("none is wanted"));
  }
}
