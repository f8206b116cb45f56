package io.llamajar.sandbox;

import java.util.Optional;

/** The processors whose system calls we know; each has numbers of its own for them. */
enum Processor {
  X64("amd64", 0xC000_003E),
  ARM64("aarch64", 0xC000_00B7);

  /** The number of a call that a processor does not have. */
  static final int NONE = -1;

  private final String javaName;
  private final int auditNumber;

  Processor(String javaName, int auditNumber) {
    this.javaName = javaName;
    this.auditNumber = auditNumber;
  }

  /** The one by this name of Java's {@code os.arch}. */
  static Optional<Processor> named(String name) {
    for (Processor processor : values()) {
      if (processor.javaName.equals(name)) {
        return Optional.of(processor);
      }
    }
    return Optional.empty();
  }

  /** What the kernel calls it in a filter: AUDIT_ARCH_ in linux/audit.h. */
  int auditNumber() {
    return auditNumber;
  }
}
