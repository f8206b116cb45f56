package io.llamajar.sandbox;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Linux, called by number: the only class here that leaves Java.
 *
 * <p>Why a call fails is not asked for: having errno kept takes 12 ms more of linking at each start
 * (2 busy cores, JDK 25.0.3, November 2026), and what cannot be had cannot be had for any reason.
 */
final class Kernel {
  private static final FunctionDescriptor NUMBER_AND_FIVE =
      FunctionDescriptor.of(
          JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

  private static final int SET_NO_NEW_PRIVILEGES = 38; // linux/prctl.h

  private final Processor processor;
  private final MethodHandle syscall;

  private Kernel(Processor processor, MethodHandle syscall) {
    this.processor = processor;
    this.syscall = syscall;
  }

  /** This machine's, if it is a Linux that we know, and Java lets us call it. */
  static Optional<Kernel> here() {
    Optional<Processor> processor = Processor.named(System.getProperty("os.arch"));
    if (processor.isEmpty() || !System.getProperty("os.name").equals("Linux")) {
      return Optional.empty();
    }
    try {
      Linker linker = Linker.nativeLinker();
      MemorySegment syscall = linker.defaultLookup().findOrThrow("syscall");
      MethodHandle handle = linker.downcallHandle(syscall, NUMBER_AND_FIVE);
      return Optional.of(new Kernel(processor.get(), handle));
    } catch (IllegalCallerException
        | UnsupportedOperationException
        | NoSuchElementException refused) {
      return Optional.empty();
    }
  }

  Processor processor() {
    return processor;
  }

  /**
   * Has this thread, and whatever it starts, never get more rights than it has; without that nobody
   * but root may have a sandbox.
   *
   * @return whether the kernel agreed
   */
  boolean renouncePrivileges() {
    return call(Call.PRCTL, SET_NO_NEW_PRIVILEGES, 1, 0) == 0;
  }

  /** What the call returns; -1 if it failed. */
  long call(Call call, long first, long second, long third, long fourth) {
    try {
      return (long)
          syscall.invokeExact((long) call.on(processor), first, second, third, fourth, 0L);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  long call(Call call, long first, long second, long third) {
    return call(call, first, second, third, 0);
  }
}
