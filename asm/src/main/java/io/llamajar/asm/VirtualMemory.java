package io.llamajar.asm;

import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Locale;
import java.util.Optional;

/** What the operating system does with whole pages of memory. */
sealed interface VirtualMemory permits PosixMemory, WindowsMemory {
  /** A multiple of every system's page size. */
  long PAGE = 64 * 1024;

  /** What may be done with a page; there is nothing that can be written and run. */
  enum Access {
    NONE,
    WRITE,
    RUN
  }

  /** Zeroed memory that can be written, a multiple of {@link #PAGE}; 0 if there is none. */
  long map(long bytes);

  /** Returns whether the system agreed. */
  boolean protect(MemorySegment pages, Access access);

  void unmap(MemorySegment pages);

  /** Asks for huge pages where whole ones fit into these bytes; the system may not care. */
  void preferHugePages(MemorySegment bytes);

  /** At least so many bytes of zeroed memory that can be written, until the arena is closed. */
  default Optional<MemorySegment> map(long bytes, Arena arena) {
    long size = (bytes + PAGE - 1) & -PAGE;
    long address = map(size);
    return address == 0
        ? Optional.empty()
        : Optional.of(MemorySegment.ofAddress(address).reinterpret(size, arena, this::unmap));
  }

  /** This machine's, unless Java was told not to let us call it. */
  static Optional<VirtualMemory> host() {
    return Host.MEMORY;
  }

  /** Linked when first needed. */
  final class Host {
    private static final Optional<VirtualMemory> MEMORY = link();

    private Host() {}

    private static Optional<VirtualMemory> link() {
      String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
      try {
        return Optional.of(
            system.startsWith("windows")
                ? new WindowsMemory()
                : new PosixMemory(system.startsWith("linux")));
      } catch (IllegalCallerException | UnsupportedOperationException refused) {
        System.getLogger(VirtualMemory.class.getName())
            .log(Level.DEBUG, "The system's memory functions cannot be called", refused);
        return Optional.empty();
      }
    }
  }
}
