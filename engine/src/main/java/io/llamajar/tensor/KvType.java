package io.llamajar.tensor;

import io.llamajar.gguf.GgmlType;
import io.llamajar.quant.Quant;
import io.llamajar.quant.Quants;

/** How keys and values are kept: exact, or in half the memory. */
public enum KvType {
  F32(GgmlType.F32),
  F16(GgmlType.F16);

  private final Quant quant;

  KvType(GgmlType type) {
    this.quant = Quants.find(type).orElseThrow();
  }

  /** What the bytes of a key or value mean. */
  public Quant quant() {
    return quant;
  }
}
