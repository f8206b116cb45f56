package io.llamajar.sandbox;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;

/**
 * What the kernel lets threads write, by folder: linux/landlock.h and its manual, landlock(7).
 *
 * <p>Reading stays free, for classes, models and the time zone may be read at any time.
 */
final class Landlock {
  private static final int WHICH_VERSION = 1;
  private static final int PATH_BENEATH = 1;
  private static final int ALL_THREADS = 1 << 3;
  private static final int FIRST_FOR_ALL_THREADS = 8; // Linux 7.0

  // Rights. Executing programs (1) and reading (1 << 2, 1 << 3) are not among them.
  private static final long WRITE_FILE = 1 << 1;
  private static final long REMOVE_FILE = 1 << 5;
  private static final long MAKE_REGULAR = 1 << 8;
  private static final long CHANGE_FOLDERS = 0x1ff << 4; // remove and make, of every kind
  private static final long MOVE_ELSEWHERE = 1 << 13; // from version 2 on
  private static final long TRUNCATE = 1 << 14; // from version 3 on
  private static final long FILES = WRITE_FILE | TRUNCATE | MAKE_REGULAR | REMOVE_FILE;

  private static final int CURRENT_FOLDER = -100;
  private static final int O_PATH_CLOEXEC = 0x28_0000;

  private final Kernel kernel;
  private final int version;

  private Landlock(Kernel kernel, int version) {
    this.kernel = kernel;
    this.version = version;
  }

  /** As it is here; version 0 if there is none. */
  static Landlock of(Kernel kernel) {
    long version = kernel.call(Call.LANDLOCK_CREATE_RULESET, 0, 0, WHICH_VERSION);
    return new Landlock(kernel, (int) Math.max(version, 0));
  }

  int version() {
    return version;
  }

  /**
   * Has this thread, and those that it will start, write files only in these folders and those
   * below them; from version 8 on all threads of the process. The folders must exist.
   *
   * @return whether the kernel agreed
   */
  boolean restrict(List<Path> folders) {
    if (version == 0) {
      return false;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment handled = arena.allocateFrom(JAVA_LONG, handled());
      long rules =
          kernel.call(Call.LANDLOCK_CREATE_RULESET, handled.address(), handled.byteSize(), 0);
      if (rules < 0) {
        return false;
      }
      try {
        int flags = version >= FIRST_FOR_ALL_THREADS ? ALL_THREADS : 0;
        return folders.stream().allMatch(folder -> allow(rules, folder))
            && kernel.renouncePrivileges()
            && kernel.call(Call.LANDLOCK_RESTRICT_SELF, rules, flags, 0) == 0;
      } finally {
        kernel.call(Call.CLOSE, rules, 0, 0);
      }
    }
  }

  private long handled() {
    return WRITE_FILE
        | CHANGE_FOLDERS
        | (version >= 2 ? MOVE_ELSEWHERE : 0)
        | (version >= 3 ? TRUNCATE : 0);
  }

  private boolean allow(long rules, Path folder) {
    try (Arena arena = Arena.ofConfined()) {
      Charset charset = Charset.forName(System.getProperty("native.encoding"));
      long name = arena.allocateFrom(folder.toString(), charset).address();
      long opened = kernel.call(Call.OPENAT, CURRENT_FOLDER, name, O_PATH_CLOEXEC);
      if (opened < 0) {
        return false;
      }
      MemorySegment rule = arena.allocate(Long.BYTES + Integer.BYTES);
      rule.set(JAVA_LONG_UNALIGNED, 0, FILES & handled());
      rule.set(JAVA_INT_UNALIGNED, Long.BYTES, (int) opened);
      try {
        return kernel.call(Call.LANDLOCK_ADD_RULE, rules, PATH_BENEATH, rule.address(), 0) == 0;
      } finally {
        kernel.call(Call.CLOSE, opened, 0, 0);
      }
    }
  }
}
