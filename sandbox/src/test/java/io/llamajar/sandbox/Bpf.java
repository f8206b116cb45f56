package io.llamajar.sandbox;

import java.util.List;

/** Runs filters as the kernel would: the few instructions that ours have. */
final class Bpf {
  private static final int STEPS = 10_000;

  private Bpf() {}

  /** A system call, as the kernel shows it to filters. */
  record Made(int processor, int number, List<Long> arguments) {
    int word(int offset) {
      if (offset == 0) {
        return number;
      }
      if (offset == 4) {
        return processor;
      }
      int half = (offset - 16) / 4;
      long argument = half / 2 < arguments.size() ? arguments.get(half / 2) : 0;
      return (int) (half % 2 == 0 ? argument : argument >>> 32);
    }
  }

  static int answer(long[] program, Made call) {
    int loaded = 0;
    int at = 0;
    for (int step = 0; step < STEPS; step++) {
      long instruction = program[at++];
      int value = (int) (instruction >>> 32);
      switch ((int) instruction & 0xffff) {
        case 0x20 -> loaded = call.word(value);
        case 0x15 -> at += jump(instruction, loaded == value);
        case 0x25 -> at += jump(instruction, Integer.compareUnsigned(loaded, value) > 0);
        case 0x45 -> at += jump(instruction, (loaded & value) != 0);
        case 0x06 -> {
          return value;
        }
        default -> throw new AssertionError("No such instruction at " + (at - 1));
      }
    }
    throw new AssertionError("It does not end");
  }

  private static int jump(long instruction, boolean so) {
    return (int) (instruction >>> (so ? 16 : 24)) & 0xff;
  }
}
