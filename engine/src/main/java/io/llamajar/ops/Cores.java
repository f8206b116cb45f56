package io.llamajar.ops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Counts the cores that a team has to itself.
 *
 * <p>Two hardware threads of a core share its multipliers and its way to memory: a second thread
 * there makes nothing faster, but waits at the end of every step. Linux tells which CPUs are one
 * core (its documentation of {@code cputopology}) and which of them the process may use; elsewhere
 * we take what the JVM counts, hardware threads.
 */
public final class Cores {
  private static final Path CPUS = Path.of("/sys/devices/system/cpu");
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String ALLOWED = "Cpus_allowed_list:";

  private Cores() {}

  /** The cores that this process may use: never more than the JVM counts, which knows quotas. */
  public static int count() {
    return count(CPUS, STATUS, Runtime.getRuntime().availableProcessors());
  }

  static int count(Path cpus, Path status, int processors) {
    try (Stream<String> lines = Files.lines(status)) {
      String allowed = lines.filter(line -> line.startsWith(ALLOWED)).findFirst().orElse(ALLOWED);
      Set<String> siblings = new HashSet<>(); // a text for each core
      for (String range : allowed.substring(ALLOWED.length()).strip().split(",")) {
        String[] ends = range.split("-");
        int last = Integer.parseInt(ends[ends.length - 1]);
        for (int cpu = Integer.parseInt(ends[0]); cpu <= last; cpu++) {
          Path topology = cpus.resolve("cpu" + cpu).resolve("topology");
          siblings.add(Files.readString(topology.resolve("thread_siblings_list")));
        }
      }
      return Math.min(siblings.size(), processors);
    } catch (IOException | RuntimeException e) {
      return processors; // not Linux, or one that tells less
    }
  }
}
