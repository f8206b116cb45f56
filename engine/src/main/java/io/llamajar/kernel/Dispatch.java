package io.llamajar.kernel;

import io.llamajar.LlamajarException;
import io.llamajar.asm.CpuFeatures;
import io.llamajar.kernel.x64.Isa;
import io.llamajar.kernel.x64.X64Kernels;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The choice of kernels: the first of an ordered list, best first, that this machine can run. */
public final class Dispatch {
  /** Names the best instruction set that may be chosen, as "avx2" or "reference". */
  public static final String CAP = "LLAMAJAR_ISA";

  // Best first; the machines of each are beside its name.
  private static final List<Isa> ASSEMBLED =
      List.of(Isa.AVX512VNNI, Isa.AVX512, Isa.AVXVNNI, Isa.AVX2);

  private Dispatch() {}

  /** All implementations that this machine can run, best first; the last runs anywhere. */
  public static List<Kernels> all() {
    return upTo(ASSEMBLED.getFirst().label());
  }

  private static List<Kernels> upTo(String cap) {
    Reference reference = new Reference();
    List<Kernels> kernels = new ArrayList<>();
    ASSEMBLED.stream()
        .dropWhile(isa -> !isa.label().equals(cap))
        .filter(isa -> CpuFeatures.host().features().containsAll(isa.needs()))
        .forEach(isa -> kernels.add(new X64Kernels(isa, reference)));
    kernels.add(reference);
    return kernels;
  }

  /**
   * The best kernels for this machine, but no better ones than the environment's {@value #CAP}
   * allows.
   *
   * @throws LlamajarException if that names no instruction set, or the machine is big-endian:
   *     weights are mapped as they are, little-endian
   */
  public static Kernels best() {
    return best(Optional.ofNullable(System.getenv(CAP)));
  }

  static Kernels best(Optional<String> cap) {
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      throw new LlamajarException(
          "Llamajar needs a little-endian machine; run it on x86, ARM or RISC-V");
    }
    List<String> names =
        Stream.concat(ASSEMBLED.stream().map(Isa::label), Stream.of(Reference.NAME)).toList();
    String highest = cap.filter(name -> !name.isBlank()).orElse(names.getFirst());
    if (!names.contains(highest)) {
      throw new LlamajarException(
          "%s is \"%s\"; set it to one of %s, or not at all"
              .formatted(CAP, highest, names.stream().collect(Collectors.joining(", "))));
    }
    return upTo(highest).getFirst();
  }
}
