package io.llamajar.asm;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The names of our functions for Linux's profiler {@code perf}, if the environment variable {@code
 * LLAMAJAR_PERF_MAP} is 1.
 *
 * <p>Where it looks for them and in which format: tools/perf/Documentation/jit-interface.txt in
 * Linux.
 */
final class PerfMap {
  private static final boolean WANTED = "1".equals(System.getenv("LLAMAJAR_PERF_MAP"));

  private PerfMap() {}

  /** Names a function, if anybody wants to know. */
  static void add(long address, long bytes, String name) {
    if (WANTED) {
      append(line(address, bytes, name));
    }
  }

  static String line(long address, long bytes, String name) {
    return Long.toHexString(address) + " " + Long.toHexString(bytes) + " " + name + "\n";
  }

  private static void append(String line) {
    String name = "perf-" + ProcessHandle.current().pid() + ".map";
    Path map = Path.of(System.getProperty("java.io.tmpdir"), name);
    try {
      Files.writeString(map, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      System.getLogger(PerfMap.class.getName()).log(Level.WARNING, "No names for perf", e);
    }
  }
}
