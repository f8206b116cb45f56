package io.llamajar.sandbox;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;

/** Has the kernel run a filter before each system call: linux/seccomp.h and its manual. */
final class Seccomp {
  private static final int SET_FILTER = 1;
  private static final int IS_KNOWN = 2;
  private static final int ALL_THREADS = 1;
  private static final int FAIL_WITH = 0x0005_0000; // SECCOMP_RET_ERRNO

  private static final MemoryLayout PROGRAM =
      MemoryLayout.structLayout(JAVA_SHORT, MemoryLayout.paddingLayout(6), ADDRESS);
  private static final long INSTRUCTIONS = 8; // bytes

  private final Kernel kernel;

  Seccomp(Kernel kernel) {
    this.kernel = kernel;
  }

  /** Whether the kernel has it. */
  boolean isThere() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment action = arena.allocateFrom(JAVA_INT, FAIL_WITH);
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
      MemorySegment program = arena.allocate(PROGRAM);
      program.set(JAVA_SHORT, 0, (short) filter.length);
      program.set(ADDRESS, INSTRUCTIONS, arena.allocateFrom(JAVA_LONG, filter));
      return kernel.call(Call.SECCOMP, SET_FILTER, ALL_THREADS, program.address()) == 0;
    }
  }
}
