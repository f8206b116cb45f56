package io.llamajar.kernel.x64;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Memory of one thread that serves call after call: it only grows. */
final class Room {
  private final Arena arena = Arena.ofAuto();
  private MemorySegment memory = MemorySegment.NULL;

  /** At least so many bytes; what was in them is lost if they are more than ever before. */
  MemorySegment bytes(long count) {
    if (memory.byteSize() < count) {
      memory = arena.allocate(Math.max(count, 2 * memory.byteSize()), 64);
    }
    return memory;
  }
}
