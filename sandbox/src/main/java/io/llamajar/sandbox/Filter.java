package io.llamajar.sandbox;

import java.util.Arrays;

/**
 * The program that the kernel runs before each system call, to learn what to do with it.
 *
 * <p>For each call that it knows, in turn:
 *
 * <pre>{@code
 * if (number == EXECVE) return REFUSED;
 * if (number == CLONE && (argument[0] & THREAD) == 0) return REFUSED;
 * }</pre>
 *
 * <p>It is written in classic BPF, a long for each instruction, as linux/filter.h and
 * linux/seccomp.h have it. Kernels from 5.11 on run it once, and not at each call, for numbers
 * whose arguments do not matter.
 */
final class Filter {
  // What is returned.
  static final int ALLOWED = 0x7fff_0000;
  static final int REFUSED = 0x0005_0000 | 1; // EPERM: operation not permitted
  static final int MISSING = 0x0005_0000 | 38; // ENOSYS: no such call

  private static final int MOST = 4096; // instructions that the kernel takes

  private static final int LOAD = 0x20;
  private static final int EQUAL = 0x15;
  private static final int ABOVE = 0x25;
  private static final int ANY_BIT = 0x45;
  private static final int RETURN = 0x06;

  // Where things are in what it is run on, struct seccomp_data.
  private static final int NUMBER = 0;
  private static final int PROCESSOR = 4;
  private static final int ARGUMENTS = 16;

  // What arguments mean; both processors agree.
  private static final int CLONE_THREAD = 0x1_0000;
  private static final int WRITING = 0x243; // O_WRONLY, O_RDWR, O_CREAT, O_TRUNC
  private static final int TIOCSTI = 0x5412; // as if a key had been pressed
  private static final int TIOCLINUX = 0x541c; // as if the mouse had pasted something
  private static final int EVERY_BIT = -1;

  private final Processor processor;
  private final boolean writes;
  private final int process;
  private final long[] program = new long[MOST];
  private int length;

  private Filter(Processor processor, boolean writes, int process) {
    this.processor = processor;
    this.writes = writes;
    this.process = process;
  }

  /**
   * @param writes whether files may be written, as far as this program has a say
   * @param process the number of the process that it is for
   */
  static long[] program(Processor processor, boolean writes, int process) {
    return new Filter(processor, writes, process).program();
  }

  /** What has a number that we do not know may do anything; those of x32 are above all others. */
  private long[] program() {
    load(PROCESSOR);
    returnIf(unless(EQUAL, processor.auditNumber()), REFUSED);
    load(NUMBER);
    returnIf(when(ABOVE, Call.NEWEST), MISSING);
    for (Call call : Call.values()) {
      if (call.on(processor) != Processor.NONE) {
        answer(call);
      }
    }
    step(RETURN, 0, 0, ALLOWED);
    return Arrays.copyOf(program, length);
  }

  private void answer(Call call) {
    switch (call.answer()) {
      case ALLOW -> {}
      case REFUSE -> returnIf(when(EQUAL, call.on(processor)), REFUSED);
      case MISSING -> returnIf(when(EQUAL, call.on(processor)), MISSING);
      case WRITE -> {
        if (!writes) {
          returnIf(when(EQUAL, call.on(processor)), REFUSED);
        }
      }
      case LOOK -> look(call);
    }
  }

  private void look(Call call) {
    switch (call) {
      case CLONE -> refuse(call, low(0), unless(ANY_BIT, CLONE_THREAD));
      case SENDTO -> { // to an address, of which there is a pointer
        refuse(call, low(4), when(ANY_BIT, EVERY_BIT));
        refuse(call, high(4), when(ANY_BIT, EVERY_BIT));
      }
      case IOCTL -> {
        refuse(call, low(1), when(EQUAL, TIOCSTI));
        refuse(call, low(1), when(EQUAL, TIOCLINUX));
      }
      case KILL, TGKILL -> refuse(call, low(0), unless(EQUAL, process));
      case PRLIMIT64 -> refuse(call, low(0), when(ANY_BIT, EVERY_BIT)); // 0 is who asks
      case OPEN -> refuseToWrite(call, low(1));
      case OPENAT -> refuseToWrite(call, low(2));
      default -> throw new IllegalStateException("Nobody knows how to look at " + call);
    }
  }

  private void refuseToWrite(Call call, int flags) {
    if (!writes) {
      refuse(call, flags, when(ANY_BIT, WRITING));
    }
  }

  /** Refuses a call if its argument is so. */
  private void refuse(Call call, int argument, long condition) {
    step(EQUAL, 0, 4, call.on(processor));
    load(argument);
    returnIf(condition, REFUSED);
    load(NUMBER);
  }

  private void returnIf(long condition, int result) {
    program[length++] = condition;
    step(RETURN, 0, 0, result);
  }

  private void load(int where) {
    step(LOAD, 0, 0, where);
  }

  private void step(int code, int then, int otherwise, int value) {
    program[length++] = instruction(code, then, otherwise, value);
  }

  /** Goes on with the next instruction if it is so, else behind that. */
  private static long when(int test, int value) {
    return instruction(test, 0, 1, value);
  }

  private static long unless(int test, int value) {
    return instruction(test, 1, 0, value);
  }

  /**
   * @param then how many instructions to pass over if it is so
   * @param otherwise and if not
   */
  private static long instruction(int code, int then, int otherwise, int value) {
    return code | (long) then << 16 | (long) otherwise << 24 | (long) value << 32;
  }

  private static int low(int argument) {
    return ARGUMENTS + Long.BYTES * argument;
  }

  private static int high(int argument) {
    return low(argument) + Integer.BYTES;
  }
}
