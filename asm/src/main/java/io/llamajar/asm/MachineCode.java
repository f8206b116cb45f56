package io.llamajar.asm;

import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A function of assembled code, in memory that can be run: {@code void f(address)}.
 *
 * <p>The memory is written first and then made executable, never both at once. It is the arena's:
 * {@link Arena#global()} keeps a function for the life of the process and calls it fastest; after
 * another arena's end a call is an {@link IllegalStateException}.
 */
public final class MachineCode {
  /** Made only once there is something to call. */
  private static final class Call {
    // Static and final: then the JIT compiles a call into the caller.
    static final MethodHandle HANDLE = Native.routine();

    private Call() {}
  }

  /** A function to be: what profilers shall call it, and its code. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  public record Routine(String name, byte[] code) {}

  private final MemorySegment code;

  private MachineCode(MemorySegment code) {
    this.code = code;
  }

  /** Makes a function of code; empty if this machine is no x86-64 or does not let us. */
  public static Optional<MachineCode> install(Arena arena, String name, byte[] code) {
    return install(arena, List.of(new Routine(name, code))).map(List::getFirst);
  }

  /** Makes functions that share their pages, in the same order. */
  public static Optional<List<MachineCode>> install(Arena arena, List<Routine> routines) {
    if (!CpuFeatures.isX64()) {
      log("Assembled code is for x86-64 only");
      return Optional.empty();
    }
    long size = 0;
    for (Routine routine : routines) {
      size = aligned(size) + routine.code.length;
    }
    long bytes = size;
    Optional<List<MachineCode>> functions =
        VirtualMemory.host()
            .flatMap(memory -> memory.map(bytes, arena).flatMap(p -> fill(memory, p, routines)));
    if (functions.isEmpty()) {
      log("The system gives no executable memory");
    }
    return functions;
  }

  private static Optional<List<MachineCode>> fill(
      VirtualMemory memory, MemorySegment pages, List<Routine> routines) {
    List<MachineCode> functions = new ArrayList<>();
    long at = 0;
    for (Routine routine : routines) {
      at = aligned(at);
      MemorySegment code = pages.asSlice(at, routine.code.length);
      code.copyFrom(MemorySegment.ofArray(routine.code));
      PerfMap.add(code.address(), code.byteSize(), routine.name);
      functions.add(new MachineCode(code.asReadOnly()));
      at += code.byteSize();
    }
    return memory.protect(pages, VirtualMemory.Access.RUN)
        ? Optional.of(List.copyOf(functions))
        : Optional.empty();
  }

  private static void log(String message) {
    System.getLogger(MachineCode.class.getName()).log(Level.DEBUG, message);
  }

  private static long aligned(long bytes) {
    return (bytes + Code.ALIGNMENT - 1) & -Code.ALIGNMENT;
  }

  /** Where it lies, for code that jumps to it, and for debuggers. */
  public long address() {
    return code.address();
  }

  /**
   * Runs it with the address of the argument, which is memory outside the Java heap.
   *
   * <p>Nobody checks what it does there. It should be done within milliseconds: until it is, no
   * garbage collection can begin.
   */
  public void call(MemorySegment argument) {
    try {
      Call.HANDLE.invokeExact(code, argument);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** Runs it with any number. */
  public void call(long argument) {
    call(MemorySegment.ofAddress(argument));
  }
}
