package io.llamajar.kernel.x64;

import io.llamajar.asm.Pages;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Memory of one thread that serves call after call: it only grows. If it is large it lies in huge
 * pages, for translating many addresses would take time.
 */
final class Room {
  private static final long LARGE = 64 << 10;

  private final Arena arena = Arena.ofAuto();
  private MemorySegment memory = MemorySegment.NULL;

  /** At least so many bytes; what was in them is lost if they are more than ever before. */
  MemorySegment bytes(long count) {
    if (memory.byteSize() < count) {
      long bytes = Math.max(count, 2 * memory.byteSize());
      memory =
          (bytes < LARGE ? Optional.<MemorySegment>empty() : Pages.huge(arena, bytes))
              .orElseGet(() -> arena.allocate(bytes, 64));
    }
    return memory;
  }
}
