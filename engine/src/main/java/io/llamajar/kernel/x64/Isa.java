package io.llamajar.kernel.x64;

import static io.llamajar.asm.CpuFeature.*;

import io.llamajar.asm.CpuFeature;
import io.llamajar.asm.Vec;
import java.util.Locale;
import java.util.Set;

/** An instruction set that we assemble for: what a machine must have, and how wide it computes. */
public enum Isa {
  /** Since Haswell, 2013, and Excavator, 2015. */
  AVX2(256, 16, Set.of(CpuFeature.AVX2, FMA, F16C)),
  /** Since Alder Lake, 2021, and Zen 5, 2024. */
  AVXVNNI(256, 16, Set.of(CpuFeature.AVX2, FMA, F16C, AVX_VNNI)),
  /** Since Skylake-SP, 2017. */
  AVX512(
      512,
      32,
      Set.of(CpuFeature.AVX2, FMA, F16C, CpuFeature.AVX512F, AVX512BW, AVX512VL, AVX512DQ)),
  /** Since Cascade Lake, 2019, and Zen 4, 2022. */
  AVX512VNNI(
      512,
      32,
      Set.of(
          CpuFeature.AVX2,
          FMA,
          F16C,
          CpuFeature.AVX512F,
          AVX512BW,
          AVX512VL,
          AVX512DQ,
          AVX512_VNNI));

  private final int bits;
  private final int registers;
  private final Set<CpuFeature> needs;

  Isa(int bits, int registers, Set<CpuFeature> needs) {
    this.bits = bits;
    this.registers = registers;
    this.needs = needs;
  }

  /** The name by which people choose it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What a machine must have to run it. */
  public Set<CpuFeature> needs() {
    return needs;
  }

  /** 32-bit elements in a register. */
  int lanes() {
    return bits / 32;
  }

  int registerBytes() {
    return bits / 8;
  }

  int registers() {
    return registers;
  }

  Vec vector(int number) {
    if (number >= registers) {
      throw new IllegalArgumentException(this + " has no register " + number);
    }
    return new Vec(number, bits, 0, false);
  }

  /** Whether there are masks, and scalars in memory as operands. */
  boolean isWide() {
    return bits == 512;
  }

  /** Whether one instruction multiplies four unsigned bytes with signed ones and sums them. */
  boolean hasDots() {
    return this == AVXVNNI || this == AVX512VNNI;
  }
}
