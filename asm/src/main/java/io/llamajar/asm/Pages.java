package io.llamajar.asm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Memory in huge pages, whose addresses take the processor less time to translate. */
public final class Pages {
  private static final long HUGE_PAGE = 2 << 20;

  private Pages() {}

  /**
   * Zeroed memory in huge pages, where the system has them, until the arena is closed. Pages take
   * up room only when they are first written to. Empty if there is none.
   */
  public static Optional<MemorySegment> huge(Arena arena, long bytes) {
    return VirtualMemory.host()
        .flatMap(memory ->
            memory
                .map(bytes + HUGE_PAGE, arena)
                .map(all -> {
                  MemorySegment aligned = all.asSlice(-all.address() & (HUGE_PAGE - 1), bytes);
                  memory.preferHugePages(aligned);
                  return aligned;
                }));
  }
}
