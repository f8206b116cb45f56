package io.llamajar.kernel.x64;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.llamajar.asm.MachineCode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;

/**
 * A function of assembled code that is assembled when it is first called: a model needs few of
 * them.
 */
final class Routine {
  private final String name;
  private final Supplier<byte[]> assembler;
  private volatile MachineCode code;

  Routine(String name, Supplier<byte[]> assembler) {
    this.name = name;
    this.assembler = assembler;
  }

  void call(Arguments arguments) {
    MachineCode present = code;
    if (present == null) {
      present = assemble();
    }
    present.call(arguments.memory);
  }

  private synchronized MachineCode assemble() {
    if (code == null) {
      code =
          MachineCode.install(Arena.global(), name, assembler.get())
              .orElseThrow(() -> new IllegalStateException("no more executable memory"));
    }
    return code;
  }

  /** What a function is given, in the order of its own list; each thread has one object. */
  static final class Arguments {
    private static final int MOST = 24;
    private final MemorySegment memory = Arena.ofAuto().allocate(MOST * Long.BYTES, 64);

    Arguments set(Enum<?> argument, long value) {
      memory.setAtIndex(JAVA_LONG, argument.ordinal(), value);
      return this;
    }

    Arguments set(Enum<?> argument, float value) {
      memory.setAtIndex(JAVA_FLOAT, 2L * argument.ordinal(), value);
      return this;
    }

    /** The address of a part of memory, which is within its bounds. */
    Arguments set(Enum<?> argument, MemorySegment segment, long offset, long bytes) {
      return set(argument, segment.asSlice(offset, bytes).address());
    }
  }
}
