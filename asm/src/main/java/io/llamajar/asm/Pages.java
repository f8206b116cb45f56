package io.llamajar.asm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Memory in huge pages, and advice to the operating system about how memory is going to be used.
 */
public final class Pages {
  /** The least page size there is: advice begins at a multiple of it. */
  static final long UNIT = 4096;

  /** How the memory is going to be used. */
  public enum Advice {
    /** All of it, for long: large pages are worth their making. */
    HUGE_PAGES,
    /** All of it before long: reading it may begin. */
    SOON,
    /** From its beginning to its end. */
    SEQUENTIAL,
    /** Here and there: reading ahead is of no use. */
    RANDOM
  }

  private static final long HUGE_PAGE = 2 << 20;

  private Pages() {}

  /**
   * Zeroed memory in huge pages, where the system has them, until the arena is closed. Pages take
   * up room only when they are first written to. Empty if there is none.
   */
  public static Optional<MemorySegment> huge(Arena arena, long bytes) {
    return VirtualMemory.host()
        .flatMap(memory -> memory.map(bytes + HUGE_PAGE, arena))
        .map(all -> {
          long start = -all.address() & (HUGE_PAGE - 1);
          MemorySegment aligned = all.asSlice(start, bytes);
          advise(aligned, Advice.HUGE_PAGES);
          return aligned;
        });
  }

  /** Advises about the pages that these bytes lie in. Where it is of no use nothing happens. */
  public static void advise(MemorySegment bytes, Advice advice) {
    if (bytes.isNative() && bytes.byteSize() > 0) {
      VirtualMemory.host().ifPresent(memory -> memory.advise(bytes, advice));
    }
  }
}
