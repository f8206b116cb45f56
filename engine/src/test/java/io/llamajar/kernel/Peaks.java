package io.llamajar.kernel;

import static io.llamajar.asm.Registers.*;

import io.llamajar.asm.Assembler;
import io.llamajar.asm.CpuFeature;
import io.llamajar.asm.CpuFeatures;
import io.llamajar.asm.Frame;
import io.llamajar.asm.Label;
import io.llamajar.asm.MachineCode;
import io.llamajar.asm.Vec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** What one core of this machine can do at most: multiply registers, and read memory. */
final class Peaks {
  private static final int CHAINS = 12; // sums that do not wait for each other
  private static final int TIMES = 10_000;
  private static final long BYTES = 256 << 20;

  private Peaks() {}

  private interface Multiplication {
    void write(Assembler a, Vec sum);
  }

  static void print() {
    multiply(
        "vpdpbusd, 512 bits",
        64,
        i -> zmm(i),
        (a, d) -> a.vpdpbusd(d, zmm(30), zmm(31)),
        CpuFeature.AVX512_VNNI);
    multiply(
        "vpdpbusd, 256 bits",
        32,
        i -> ymm(i),
        (a, d) -> a.vpdpbusdVex(d, ymm(14), ymm(15)),
        CpuFeature.AVX_VNNI);
    multiply(
        "vfmadd231ps, 512 bits",
        16,
        i -> zmm(i),
        (a, d) -> a.vfmadd231ps(d, zmm(30), zmm(31)),
        CpuFeature.AVX512F);
    multiply(
        "vfmadd231ps, 256 bits",
        8,
        i -> ymm(i),
        (a, d) -> a.vfmadd231ps(d, ymm(14), ymm(15)),
        CpuFeature.FMA);
    MemorySegment memory = Arena.ofAuto().allocate(BYTES, 64).fill((byte) 1);
    function(CpuFeature.AVX2, Peaks::read)
        .ifPresent(code -> {
          double nanoseconds = KernelSpeed.time(() -> code.call(memory));
          System.out.printf("peak: read memory %.1f GB/s%n", BYTES / nanoseconds);
        });
  }

  private static void multiply(
      String name,
      int products,
      IntFunction<Vec> registers,
      Multiplication multiplication,
      CpuFeature feature) {
    function(
            feature,
            a -> {
              a.mov(rax, TIMES);
              Label next = a.here();
              for (int i = 0; i < CHAINS; i++) {
                multiplication.write(a, registers.apply(i));
              }
              a.dec(rax);
              a.jnz(next);
            })
        .ifPresent(code -> {
          double nanoseconds = KernelSpeed.time(() -> code.call(MemorySegment.NULL));
          double all = (double) products * CHAINS * TIMES;
          System.out.printf("peak: %s %.0f GMAC/s%n", name, all / nanoseconds);
        });
  }

  private static void read(Assembler a) {
    a.mov(rax, BYTES / 128);
    Label next = a.here();
    for (int i = 0; i < 4; i++) {
      a.vmovdqu(ymm(i), mem(rdi, i * 32));
    }
    a.add(rdi, 128);
    a.dec(rax);
    a.jnz(next);
  }

  /** A function, if the machine can run it. */
  private static Optional<MachineCode> function(CpuFeature feature, Consumer<Assembler> body) {
    if (!CpuFeatures.host().features().contains(feature)) {
      return Optional.empty();
    }
    Assembler a = new Assembler();
    Frame frame = Frame.enter(a);
    body.accept(a);
    frame.leave();
    return MachineCode.install(Arena.global(), "peak", a.assemble());
  }
}
