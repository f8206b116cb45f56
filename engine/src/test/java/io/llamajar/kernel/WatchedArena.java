package io.llamajar.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.asm.GuardedMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gives memory around which nothing may be read or written: there is NaN, which must still be there
 * when the arena is closed, or a forbidden page, which ends the process at once.
 */
final class WatchedArena implements Arena {
  /** What is around. */
  enum Around {
    /** NaN on both sides; and memory is aligned to no more than was asked for. */
    NAN,

    /** A forbidden page before. */
    GUARD_BEFORE,

    /** A forbidden page behind, after less than the alignment of NaN. */
    GUARD_BEHIND;

    /** Whether this machine has it. */
    boolean exists() {
      try (Arena arena = Arena.ofConfined()) {
        return this == NAN || GuardedMemory.beforeGuard(arena, 1).isPresent();
      }
    }
  }

  private static final int NAN = 0x7fc5a5a5;
  private static final long NANS = 4096; // bytes on a side

  private final Arena arena = Arena.ofShared();
  private final MemorySegment untouched = arena.allocate(NANS, Integer.BYTES);
  private final List<MemorySegment> surroundings = new ArrayList<>();
  private final Around around;

  WatchedArena(Around around) {
    this.around = around;
    fill(untouched);
  }

  @Override
  public MemorySegment allocate(long byteSize, long byteAlignment) {
    return switch (around) {
      case NAN -> {
        long at = NANS + byteAlignment;
        MemorySegment larger = arena.allocate(at + byteSize + NANS, 2 * byteAlignment);
        watch(larger.asSlice(at - NANS, NANS));
        watch(larger.asSlice(at + byteSize, NANS));
        yield larger.asSlice(at, byteSize, byteAlignment);
      }
      case GUARD_BEFORE -> there(GuardedMemory.afterGuard(arena, byteSize));
      case GUARD_BEHIND -> {
        long rounded = Math.ceilDiv(byteSize, byteAlignment) * byteAlignment;
        MemorySegment larger = there(GuardedMemory.beforeGuard(arena, rounded));
        watch(larger.asSlice(byteSize));
        yield larger.asSlice(0, byteSize, byteAlignment);
      }
    };
  }

  private static MemorySegment there(Optional<MemorySegment> memory) {
    return memory.orElseThrow(() -> new AssertionError("there is no guarded memory left"));
  }

  private void watch(MemorySegment surrounding) {
    surroundings.add(surrounding.copyFrom(untouched.asSlice(0, surrounding.byteSize())));
  }

  static void fill(MemorySegment memory) {
    for (long at = 0; at + Integer.BYTES <= memory.byteSize(); at += Integer.BYTES) {
      memory.set(JAVA_INT, at, NAN);
    }
  }

  @Override
  public MemorySegment.Scope scope() {
    return arena.scope();
  }

  @Override
  public void close() {
    for (MemorySegment surrounding : surroundings) {
      MemorySegment expected = untouched.asSlice(0, surrounding.byteSize());
      assertThat(surrounding.mismatch(expected)).as("bytes next to a buffer").isEqualTo(-1);
    }
    arena.close();
  }
}
