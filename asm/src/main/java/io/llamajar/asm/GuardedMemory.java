package io.llamajar.asm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Memory with forbidden pages beside it, for tests of machine code: a read or write of even one
 * byte too far ends the process on the spot instead of going unnoticed.
 */
public final class GuardedMemory {
  private GuardedMemory() {}

  /** So many zeroed bytes, which end where a forbidden page begins. Empty if there are none. */
  public static Optional<MemorySegment> beforeGuard(Arena arena, long bytes) {
    return between(arena, bytes).map(all -> all.asSlice(all.byteSize() - bytes, bytes));
  }

  /** So many zeroed bytes, which begin where a forbidden page ends. Empty if there are none. */
  public static Optional<MemorySegment> afterGuard(Arena arena, long bytes) {
    return between(arena, bytes).map(all -> all.asSlice(0, bytes));
  }

  /** Whole pages between two forbidden ones. */
  private static Optional<MemorySegment> between(Arena arena, long bytes) {
    return VirtualMemory.host()
        .flatMap(memory ->
            memory.map(bytes + 2 * VirtualMemory.PAGE, arena).filter(all -> guard(memory, all)))
        .map(all -> all.asSlice(VirtualMemory.PAGE, all.byteSize() - 2 * VirtualMemory.PAGE));
  }

  private static boolean guard(VirtualMemory memory, MemorySegment all) {
    MemorySegment last = all.asSlice(all.byteSize() - VirtualMemory.PAGE);
    return memory.protect(all.asSlice(0, VirtualMemory.PAGE), VirtualMemory.Access.NONE)
        && memory.protect(last, VirtualMemory.Access.NONE);
  }
}
