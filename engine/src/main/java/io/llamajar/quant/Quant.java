package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.lang.foreign.MemorySegment;

/** What the bytes of one ggml type mean. */
public sealed interface Quant permits FloatQuant, BlockQuant {
  GgmlType type();

  /**
   * Decodes weights to the float32 values that ggml decodes them to, bit for bit.
   *
   * @param data a row of blocks
   * @param offset where the first block begins, in bytes
   * @param values receives {@code count} values from index 0
   * @param count a multiple of the type's block
   */
  void decode(MemorySegment data, long offset, float[] values, int count);

  /** The bytes that {@code values} weights take; {@code values} must be a multiple of the block. */
  default long bytes(long values) {
    return values / type().blockValues() * type().blockBytes();
  }
}
