package io.llamajar.kernel.x64;

import io.llamajar.asm.Mem;
import io.llamajar.asm.Vec;

/** How numbers lie in memory that functions read as float32. */
enum Element {
  F32(Float.BYTES),
  F16(Short.BYTES);

  private final int bytes;

  Element(int bytes) {
    this.bytes = bytes;
  }

  int bytes() {
    return bytes;
  }

  /** A register's worth of them. */
  void load(VectorCode code, Vec d, Mem source) {
    switch (this) {
      case F32 -> code.a.vmovups(d, source);
      case F16 -> code.a.vcvtph2ps(d, source);
    }
  }
}
