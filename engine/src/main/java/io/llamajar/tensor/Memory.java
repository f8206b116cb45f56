package io.llamajar.tensor;

import io.llamajar.LlamajarException;
import io.llamajar.asm.Pages;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Gives native memory, or says in words that there is none left. */
final class Memory {
  private static final int ALIGNMENT = 64; // a cache line, and the widest register

  private static final long LARGE = 4 << 20; // from here on translating addresses costs time

  private Memory() {}

  /**
   * Zeros that live as long as the arena.
   *
   * @throws LlamajarException if the machine, or the JVM's limit, does not allow so many bytes
   */
  static MemorySegment allocate(Arena arena, long bytes) {
    try {
      if (bytes >= LARGE) {
        Optional<MemorySegment> huge = Pages.huge(arena, bytes);
        if (huge.isPresent()) {
          return huge.get();
        }
      }
      return arena.allocate(bytes, ALIGNMENT);
    } catch (OutOfMemoryError e) {
      throw new LlamajarException(
          "There is no memory for %d MiB more; use a smaller context or model, or raise the JVM's limit with -XX:MaxDirectMemorySize"
              .formatted(Math.ceilDiv(bytes, 1 << 20)),
          e);
    }
  }
}
