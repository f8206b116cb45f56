package io.llamajar.asm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Pages on Windows: VirtualAlloc, VirtualProtect and VirtualFree as the Win32 manual says. */
final class WindowsMemory implements VirtualMemory {
  private static final int MEM_COMMIT_AND_RESERVE = 0x3000;
  private static final int MEM_RELEASE = 0x8000;
  private static final int PAGE_NOACCESS = 0x01;
  private static final int PAGE_READWRITE = 0x04;
  private static final int PAGE_EXECUTE_READ = 0x20;

  private final MethodHandle virtualAlloc =
      Native.kernel32(
          "VirtualAlloc",
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT));
  private final MethodHandle virtualProtect =
      Native.kernel32(
          "VirtualProtect",
          FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS));
  private final MethodHandle virtualFree =
      Native.kernel32(
          "VirtualFree", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));

  @Override
  public long map(long bytes) {
    try {
      return (long) virtualAlloc.invokeExact(0L, bytes, MEM_COMMIT_AND_RESERVE, PAGE_READWRITE);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Override
  public boolean protect(MemorySegment pages, Access access) {
    int protection =
        switch (access) {
          case NONE -> PAGE_NOACCESS;
          case WRITE -> PAGE_READWRITE;
          case RUN -> PAGE_EXECUTE_READ;
        };
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment before = arena.allocate(JAVA_INT);
      return (int) virtualProtect.invokeExact(pages.address(), pages.byteSize(), protection, before)
          != 0;
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Override
  public void unmap(MemorySegment pages) {
    try {
      int ignored = (int) virtualFree.invokeExact(pages.address(), 0L, MEM_RELEASE);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Override
  public void preferHugePages(MemorySegment bytes) {
    // Windows has them only for users with a privilege of their own.
  }
}
