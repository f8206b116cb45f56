package io.llamajar.kernel;

/** Which two values of a head a rotary embedding turns together. */
public enum Pairing {
  /** Neighbours: (0, 1), (2, 3) ... as in the original LLaMA. */
  ADJACENT,
  /** A value and the one half the rotated width further on: (0, n/2), (1, n/2 + 1) ... as NeoX. */
  HALVES
}
