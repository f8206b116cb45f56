package io.llamajar.sandbox;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a program gives up when it has all that it needs, so that whoever gets hold of it has
 * little: it starts no more programs, opens no more connections and writes no files but where it
 * said.
 *
 * <p>On Linux a filter of system calls (seccomp) holds all threads of the process. It sees numbers,
 * not the names of files: while nothing is to be written it refuses to open any file for writing,
 * and otherwise leaves that to Landlock, which knows folders. Landlock before its version 8 (Linux
 * 7.0) holds only the thread that asks for it and those that it starts later, and is therefore
 * asked early; what then could write elsewhere are the JVM's own threads, which are older.
 *
 * <p>Elsewhere, and where the kernel refuses, there is no sandbox, and the program goes on without.
 */
public final class Sandbox {
  private static final String NONE =
      "none, for this is not Linux on x86-64 or aarch64, or the kernel refuses";
  private static final String CLOSED = "no new programs, no new connections, ";

  private final Optional<Kernel> kernel;
  private final List<Path> folders;
  private final boolean guarded;

  private Sandbox(Optional<Kernel> kernel, List<Path> folders) {
    this.kernel = kernel;
    this.folders = List.copyOf(folders);
    this.guarded =
        !folders.isEmpty() && kernel.isPresent() && Landlock.of(kernel.get()).restrict(folders);
  }

  /** What a sandbox is on this machine, in words that go on from "sandbox: ". */
  public static String offer() {
    return Kernel.here().map(Sandbox::offer).orElse(NONE);
  }

  private static String offer(Kernel kernel) {
    if (!new Seccomp(kernel).isThere()) {
      return NONE;
    }
    int version = Landlock.of(kernel).version();
    return CLOSED
        + (version > 0
            ? "no writing but where asked to (seccomp, Landlock %d)".formatted(version)
            : "no writing unless asked to (seccomp; the kernel has no Landlock)");
  }

  /** Does all but close one: for a JVM that remembers what it has linked. */
  public static void rehearse() {
    Kernel.here()
        .ifPresent(kernel -> {
          offer(kernel);
          program(kernel, false);
        });
  }

  /**
   * Begins one in which files are written in these folders and those below them, and nowhere else.
   * As far as that takes Landlock it holds from now on, so that this comes before threads are
   * started.
   */
  public static Sandbox writingTo(List<Path> folders) {
    return new Sandbox(Kernel.here(), folders);
  }

  /**
   * Closes it: from now on all of it holds, in all threads.
   *
   * @return what holds, in words that go on from "sandbox: "
   */
  public String close() {
    if (kernel.isEmpty() || !restrict(kernel.get())) {
      return NONE;
    }
    if (folders.isEmpty()) {
      return CLOSED + "no writing";
    }
    return CLOSED
        + (guarded
            ? "writing only to " + folders
            : "writing anywhere, for Landlock is missing or refuses");
  }

  private boolean restrict(Kernel kernel) {
    return new Seccomp(kernel).restrict(program(kernel, !folders.isEmpty()));
  }

  private static long[] program(Kernel kernel, boolean writes) {
    int process = Math.toIntExact(ProcessHandle.current().pid());
    return Filter.program(kernel.processor(), writes, process);
  }
}
