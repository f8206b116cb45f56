package io.llamajar.kernel;

import java.util.List;

/** The choice of kernels: the first of an ordered list, best first, that this machine can run. */
public final class Dispatch {
  private Dispatch() {}

  /** All implementations, best first, with the machines each is for; the last runs anywhere. */
  static List<Kernels> all() {
    return List.of(new Reference()); // any machine with a JVM
  }

  /** The best kernels for this machine. */
  public static Kernels best() {
    return all().getFirst();
  }
}
