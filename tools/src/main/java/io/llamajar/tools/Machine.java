package io.llamajar.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Where something was measured.
 *
 * @param cpu its name, or where nobody tells it the kind of its instruction set
 * @param cores that this process may use
 */
public record Machine(String cpu, int cores, String java) {
  private static final Path CPUS = Path.of("/proc/cpuinfo"); // Linux has these files
  private static final Path PROCESS = Path.of("/proc/self/status");

  /** This machine. */
  public static Machine here() {
    return new Machine(
        find(CPUS, "model name").orElseGet(() -> System.getProperty("os.arch", "unknown")),
        Runtime.getRuntime().availableProcessors(),
        Runtime.version().toString());
  }

  /** The most memory that this process ever had, mapped files included, where that is known. */
  static OptionalLong peakBytes() {
    return find(PROCESS, "VmHWM")
        .map(peak -> OptionalLong.of(1024 * Long.parseLong(peak.replace(" kB", "").strip())))
        .orElse(OptionalLong.empty());
  }

  /** The first value of a key in a file of lines {@code key : value}. */
  private static Optional<String> find(Path file, String key) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .map(line -> line.split(":", 2))
          .filter(parts -> parts.length == 2 && parts[0].strip().equals(key))
          .map(parts -> parts[1].strip())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
