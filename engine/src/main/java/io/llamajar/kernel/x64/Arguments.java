package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.mem;
import static io.llamajar.asm.Registers.rdi;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.llamajar.asm.Mem;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What an assembled function is given: numbers and addresses of 64 bits, each at a place that the
 * function names. Each thread has one object for all its calls.
 */
final class Arguments {
  private static final int MOST = 32;

  private final MemorySegment memory = Arena.ofAuto().allocate(MOST * Long.BYTES, 64);

  /** Where a function finds an argument. */
  static Mem at(int argument) {
    return mem(rdi, argument * Long.BYTES);
  }

  MemorySegment memory() {
    return memory;
  }

  Arguments set(int argument, long value) {
    memory.setAtIndex(JAVA_LONG, argument, value);
    return this;
  }

  Arguments set(int argument, float value) {
    memory.setAtIndex(JAVA_FLOAT, 2L * argument, value);
    return this;
  }

  /** The address of so many bytes of a segment: those, and no others, the function may touch. */
  Arguments set(int argument, MemorySegment segment, long offset, long bytes) {
    return set(argument, segment.asSlice(offset, bytes).address());
  }

  /** The address of so many float32 of a segment: those, and no others, the function may touch. */
  Arguments setFloats(int argument, MemorySegment segment, long first, long count) {
    return set(argument, segment, first * Float.BYTES, count * Float.BYTES);
  }
}
