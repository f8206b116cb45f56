package io.llamajar.sandbox;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Has the kernel run a filter before each system call: linux/seccomp.h and its manual. */
final class Seccomp {
  private static final int SET_FILTER = 1;
  private static final int IS_KNOWN = 2;
  private static final int ALL_THREADS = 1;
  private static final int FAIL_WITH = 0x0005_0000; // SECCOMP_RET_ERRNO

  private final Kernel kernel;

  Seccomp(Kernel kernel) {
    this.kernel = kernel;
  }

  /** Whether the kernel has it. */
  boolean isThere() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment action = arena.allocateFrom(JAVA_LONG, FAIL_WITH);
      return kernel.call(Call.SECCOMP, IS_KNOWN, 0, action.address()) == 0;
    }
  }

  /**
   * Holds all threads to a filter, for ever.
   *
   * @return whether the kernel agreed
   */
  boolean restrict(long[] filter) {
    try (Arena arena = Arena.ofConfined()) {
      long instructions = arena.allocateFrom(JAVA_LONG, filter).address();
      MemorySegment program = arena.allocateFrom(JAVA_LONG, filter.length, instructions);
      return kernel.renouncePrivileges()
          && kernel.call(Call.SECCOMP, SET_FILTER, ALL_THREADS, program.address()) == 0;
    }
  }
}
