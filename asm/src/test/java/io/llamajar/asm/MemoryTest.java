package io.llamajar.asm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Guarded memory and advice about pages. */
class MemoryTest {
  private static final List<Long> SIZES = List.of(1L, 63L, 4096L, 65_535L, 65_536L, 200_000L);

  @Test
  @EnabledOnOs(OS.LINUX)
  void aForbiddenPageBeginsWhereTheMemoryEnds() throws IOException {
    for (long size : SIZES) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment memory = GuardedMemory.beforeGuard(arena, size).orElseThrow();
        memory.fill((byte) 1);
        assertThat(memory.byteSize()).isEqualTo(size);
        long end = memory.address() + size;
        assertThat(MachineCodeTest.permissions(end - 1)).hasValue("rw-p");
        assertThat(MachineCodeTest.permissions(end)).hasValue("---p");
      }
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aForbiddenPageEndsWhereTheMemoryBegins() throws IOException {
    for (long size : SIZES) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment memory = GuardedMemory.afterGuard(arena, size).orElseThrow();
        memory.fill((byte) 1);
        assertThat(memory.byteSize()).isEqualTo(size);
        assertThat(MachineCodeTest.permissions(memory.address())).hasValue("rw-p");
        assertThat(MachineCodeTest.permissions(memory.address() - 1)).hasValue("---p");
      }
    }
  }

  @Test
  void hugePagesAreZeroedAndAligned() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = Pages.huge(arena, (4 << 20) + 100).orElseThrow();
      assertThat(memory.byteSize()).isEqualTo((4 << 20) + 100);
      assertThat(memory.address() % (2 << 20)).isZero();
      assertThat(memory.toArray(ValueLayout.JAVA_BYTE)).containsOnly(0);
      memory.fill((byte) 3);
    }
  }
}
