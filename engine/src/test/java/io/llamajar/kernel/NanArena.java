package io.llamajar.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives memory with NaN before and after it, aligned to no more than was asked for; when it is
 * closed, nothing may have been written there.
 */
final class NanArena implements Arena {
  private static final int NAN = 0x7fc5a5a5;
  private static final long AROUND = 4096; // bytes on each side

  private final Arena arena = Arena.ofShared();
  private final MemorySegment untouched = arena.allocate(AROUND, Integer.BYTES);
  private final List<MemorySegment> surroundings = new ArrayList<>();

  NanArena() {
    fill(untouched);
  }

  @Override
  public MemorySegment allocate(long byteSize, long byteAlignment) {
    long at = AROUND + byteAlignment;
    MemorySegment larger = arena.allocate(at + byteSize + AROUND, 2 * byteAlignment);
    surroundings.add(larger.asSlice(at - AROUND, AROUND).copyFrom(untouched));
    surroundings.add(larger.asSlice(at + byteSize, AROUND).copyFrom(untouched));
    return larger.asSlice(at, byteSize, byteAlignment);
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
      assertThat(surrounding.mismatch(untouched))
          .as("bytes that are next to a buffer")
          .isEqualTo(-1);
    }
    arena.close();
  }
}
