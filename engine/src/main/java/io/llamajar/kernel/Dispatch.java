package io.llamajar.kernel;

import io.llamajar.LlamajarException;
import java.nio.ByteOrder;
import java.util.List;

/** The choice of kernels: the first of an ordered list, best first, that this machine can run. */
public final class Dispatch {
  private Dispatch() {}

  /** All implementations, best first, with the machines each is for; the last runs anywhere. */
  static List<Kernels> all() {
    return List.of(new Reference()); // any machine with a JVM
  }

  /**
   * The best kernels for this machine.
   *
   * @throws LlamajarException if it is big-endian: weights are mapped as they are, little-endian
   */
  public static Kernels best() {
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      throw new LlamajarException(
          "Llamajar needs a little-endian machine; run it on x86, ARM or RISC-V");
    }
    return all().getFirst();
  }
}
