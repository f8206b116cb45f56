package io.llamajar.asm;

import java.lang.foreign.MemorySegment;

/** Tells the operating system how memory is going to be used, so that it pages it accordingly. */
public final class Pages {
  /** The least page size there is: advice begins at a multiple of it. */
  static final long UNIT = 4096;

  /** How the memory is going to be used. */
  public enum Advice {
    /** All of it, for long: large pages are worth their making. */
    HUGE_PAGES,
    /** All of it before long: reading it may begin. */
    SOON,
    /** From its beginning to its end. */
    SEQUENTIAL,
    /** Here and there: reading ahead is of no use. */
    RANDOM
  }

  private Pages() {}

  /** Advises about the pages that these bytes lie in. Where it is of no use nothing happens. */
  public static void advise(MemorySegment bytes, Advice advice) {
    if (bytes.isNative() && bytes.byteSize() > 0) {
      VirtualMemory.host().ifPresent(memory -> memory.advise(bytes, advice));
    }
  }
}
