package io.llamajar;

import io.llamajar.gguf.Gguf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How much memory this machine, or the container that we run in, has for us to take. */
public final class MachineMemory {
  private static final Path LINUX = Path.of("/proc/meminfo");
  private static final String AVAILABLE = "MemAvailable:";
  private static final List<Path> LIMITS =
      List.of(
          Path.of("/sys/fs/cgroup/memory.max"),
          Path.of("/sys/fs/cgroup/memory/memory.limit_in_bytes"));

  private MachineMemory() {}

  /** What models may take for keys and values: what can be spared while weights stay in memory. */
  static long budget(long weights, ModelOptions options) {
    if (options.memory() > 0) {
      return options.memory();
    }
    long available = available();
    return Math.max(available / 4, available - weights);
  }

  /** The bytes of a model's weights. */
  static long weights(Gguf gguf) {
    return gguf.tensors().stream().mapToLong(t -> t.data().byteSize()).sum();
  }

  /** Bytes that can be taken without others having to go; what cannot be found out is no limit. */
  public static long available() {
    long available = Files.isReadable(LINUX) ? linux() : Long.MAX_VALUE;
    for (Path limit : LIMITS) {
      available = Math.min(available, number(limit));
    }
    return available;
  }

  private static long linux() {
    try {
      return Files.readAllLines(LINUX).stream()
          .filter(line -> line.startsWith(AVAILABLE))
          .map(line -> line.replaceAll("\\D", ""))
          .mapToLong(kib -> Long.parseLong(kib) << 10)
          .findFirst()
          .orElse(Long.MAX_VALUE);
    } catch (IOException | NumberFormatException _) {
      return Long.MAX_VALUE;
    }
  }

  private static long number(Path file) {
    try {
      return Long.parseLong(Files.readString(file).strip());
    } catch (IOException | NumberFormatException _) { // or "max"
      return Long.MAX_VALUE;
    }
  }
}
