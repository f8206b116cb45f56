package io.llamajar.kernel;

import io.llamajar.LlamajarException;
import io.llamajar.asm.CpuFeatures;
import io.llamajar.kernel.x64.Isa;
import io.llamajar.kernel.x64.X64Kernels;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The choice of kernels: the first of an ordered list, best first, that this machine can run. */
public final class Dispatch {
  private static final String CAP = "LLAMAJAR_ISA";

  private Dispatch() {}

  /** All implementations that this machine can run, best first; the last runs anywhere. */
  static List<Kernels> all() {
    List<Kernels> all = new ArrayList<>();
    Reference reference = new Reference();
    add(all, Isa.AVX512VNNI, reference); // Cascade Lake, 2019; Zen 4, 2022
    add(all, Isa.AVX512, reference); // Skylake-SP, 2017
    add(all, Isa.AVXVNNI, reference); // Alder Lake, 2021; Zen 5, 2024
    add(all, Isa.AVX2, reference); // Haswell, 2013; Excavator, 2015
    all.add(reference); // any machine with a JVM
    return all;
  }

  private static void add(List<Kernels> all, Isa isa, Kernels reference) {
    if (CpuFeatures.host().features().containsAll(isa.needs())) {
      all.add(new X64Kernels(isa, reference));
    }
  }

  /**
   * The best kernels for this machine, or those that the environment's {@code LLAMAJAR_ISA} names.
   *
   * @throws LlamajarException if it is big-endian: weights are mapped as they are, little-endian;
   *     or if it cannot run what was named
   */
  public static Kernels best() {
    return best(Optional.ofNullable(System.getenv(CAP)));
  }

  static Kernels best(Optional<String> cap) {
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      throw new LlamajarException(
          "Llamajar needs a little-endian machine; run it on x86, ARM or RISC-V");
    }
    List<Kernels> all = all();
    if (cap.isEmpty()) {
      return all.getFirst();
    }
    return all.stream()
        .filter(kernels -> kernels.name().equals(cap.get()))
        .findFirst()
        .orElseThrow(() ->
            new LlamajarException(
                "%s is \"%s\", but this machine runs %s; set it to one of them, or not at all"
                    .formatted(
                        CAP,
                        cap.get(),
                        String.join(", ", all.stream().map(Kernels::name).toList()))));
  }
}
