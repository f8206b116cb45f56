package io.llamajar.cli;

import io.llamajar.sandbox.Sandbox;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
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
  private List<Path> open = List.of();

  /**
   * Before threads are started: what is written later will be in these folders. A guest does not
   * confine its host.
   */
  void begin(Console console, List<Path> folders) {
    if (console.ownsProcess() && !unsecured) {
      sandbox = Optional.of(Sandbox.writingTo(folders));
      open = List.copyOf(folders);
    } else if (Optional.ofNullable(System.getenv(TRAINING)).isPresent()) {
      Sandbox.rehearse();
    }
  }

  /** Why a file may not be written, if it is for this. */
  Optional<String> limit(Path file) {
    if (sandbox.isEmpty() || open.stream().anyMatch(file::startsWith)) {
      return Optional.empty();
    }
    String others = open.stream().map(Path::toString).collect(Collectors.joining(" and "));
    return Optional.of(
        open.isEmpty()
            ? "the sandbox leaves nothing open for writing; start with --unsecured"
            : "the sandbox leaves only %s open for writing; save it there, or start with --unsecured"
                .formatted(others));
  }

  /** When all is there that the program needs. */
  void close(Console console) {
    console.debug("sandbox: " + sandbox.map(Sandbox::close).orElse("none is wanted"));
  }
}
