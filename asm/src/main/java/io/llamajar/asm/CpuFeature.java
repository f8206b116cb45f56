package io.llamajar.asm;

/**
 * A set of instructions that a CPU may have; Intel SDM volume 1, section 5, lists what is in each.
 */
public enum CpuFeature {
  SSE4_1,
  POPCNT,
  AVX,
  F16C,
  FMA,
  AVX2,
  /** BMI1 and BMI2. */
  BMI,
  AVX512F,
  AVX512BW,
  AVX512VL,
  AVX512DQ,
  AVX512CD,
  AVX512_VNNI,
  AVX512_BF16,
  AVX512_VBMI,
  AVX_VNNI
}
