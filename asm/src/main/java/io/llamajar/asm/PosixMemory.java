package io.llamajar.asm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Pages on Linux and macOS: mmap, mprotect, munmap, madvise as POSIX and their manuals say. */
final class PosixMemory implements VirtualMemory {
  private static final int PROT_READ = 1;
  private static final int PROT_WRITE = 2;
  private static final int PROT_EXEC = 4;
  private static final int MAP_PRIVATE = 2;
  private static final int MAP_ANONYMOUS_LINUX = 0x20;
  private static final int MAP_ANONYMOUS_MACOS = 0x1000;
  private static final long MAP_FAILED = -1;
  private static final int MADV_HUGEPAGE_LINUX = 14;

  private static final FunctionDescriptor ADDRESS_LENGTH_NUMBER =
      FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);

  private final boolean linux;
  private final MethodHandle mmap =
      Native.libc(
          "mmap",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
  private final MethodHandle mprotect = Native.libc("mprotect", ADDRESS_LENGTH_NUMBER);
  private final MethodHandle madvise = Native.libc("madvise", ADDRESS_LENGTH_NUMBER);

  /** Linked only when something is given back, which most processes never do. */
  private static final class Unmapping {
    static final MethodHandle MUNMAP =
        Native.libc("munmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));

    private Unmapping() {}
  }

  PosixMemory(boolean linux) {
    this.linux = linux;
  }

  @Override
  public long map(long bytes) {
    int flags = MAP_PRIVATE | (linux ? MAP_ANONYMOUS_LINUX : MAP_ANONYMOUS_MACOS);
    try {
      long address = (long) mmap.invokeExact(0L, bytes, PROT_READ | PROT_WRITE, flags, -1, 0L);
      return address == MAP_FAILED ? 0 : address;
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Override
  public boolean protect(MemorySegment pages, Access access) {
    int protection =
        switch (access) {
          case NONE -> 0;
          case WRITE -> PROT_READ | PROT_WRITE;
          case RUN -> PROT_READ | PROT_EXEC;
        };
    return call(mprotect, pages.address(), pages.byteSize(), protection) == 0;
  }

  @Override
  public void unmap(MemorySegment pages) {
    try {
      int ignored = (int) Unmapping.MUNMAP.invokeExact(pages.address(), pages.byteSize());
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Override
  public void preferHugePages(MemorySegment bytes) {
    if (linux) {
      call(madvise, bytes.address(), bytes.byteSize(), MADV_HUGEPAGE_LINUX);
    }
  }

  private static int call(MethodHandle function, long address, long length, int number) {
    try {
      return (int) function.invokeExact(address, length, number);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }
}
