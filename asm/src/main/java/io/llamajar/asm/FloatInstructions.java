package io.llamajar.asm;

import static io.llamajar.asm.Form.*;

/**
 * The instructions on floating-point numbers.
 *
 * <p>Source: Intel SDM volume 2, chapters 3 to 5.
 */
public abstract sealed class FloatInstructions extends MoveInstructions
    permits IntegerInstructions {
  FloatInstructions(boolean listed) {
    super(listed);
  }

  // spotless:off
  // ---- arithmetic ----
  public void vaddps(Vec d, Vec a, Operand b)               { op("vaddps", _0F | 0x58, d, a, b); }
  public void vsubps(Vec d, Vec a, Operand b)               { op("vsubps", _0F | 0x5C, d, a, b); }
  public void vmulps(Vec d, Vec a, Operand b)               { op("vmulps", _0F | 0x59, d, a, b); }
  public void vdivps(Vec d, Vec a, Operand b)               { op("vdivps", _0F | 0x5E, d, a, b); }
  public void vminps(Vec d, Vec a, Operand b)               { op("vminps", _0F | 0x5D, d, a, b); }
  public void vmaxps(Vec d, Vec a, Operand b)               { op("vmaxps", _0F | 0x5F, d, a, b); }
  public void vsqrtps(Vec d, Operand s)                     { op("vsqrtps", _0F | 0x51, d, s); }
  public void vaddss(Vec d, Vec a, Operand b)               { op("vaddss", _F3 | _0F | M4 | X | 0x58, d, a, b); }
  public void vsubss(Vec d, Vec a, Operand b)               { op("vsubss", _F3 | _0F | M4 | X | 0x5C, d, a, b); }
  public void vmulss(Vec d, Vec a, Operand b)               { op("vmulss", _F3 | _0F | M4 | X | 0x59, d, a, b); }
  public void vdivss(Vec d, Vec a, Operand b)               { op("vdivss", _F3 | _0F | M4 | X | 0x5E, d, a, b); }
  public void vminss(Vec d, Vec a, Operand b)               { op("vminss", _F3 | _0F | M4 | X | 0x5D, d, a, b); }
  public void vmaxss(Vec d, Vec a, Operand b)               { op("vmaxss", _F3 | _0F | M4 | X | 0x5F, d, a, b); }
  public void vsqrtss(Vec d, Vec a, Operand b)              { op("vsqrtss", _F3 | _0F | M4 | X | 0x51, d, a, b); }
  public void vhaddps(Vec d, Vec a, Operand b)              { op("vhaddps", VEX | _F2 | _0F | 0x7C, d, a, b); }
  public void vscalefps(Vec d, Vec a, Operand b)            { op("vscalefps", EVEX | _66 | _0F38 | 0x2C, d, a, b); }

  // ---- d = +-(product) +- addend; 132: d * b + a, 213: a * d + b, 231: a * b + d ----
  public void vfmadd132ps(Vec d, Vec a, Operand b)          { op("vfmadd132ps", _66 | _0F38 | 0x98, d, a, b); }
  public void vfmadd213ps(Vec d, Vec a, Operand b)          { op("vfmadd213ps", _66 | _0F38 | 0xA8, d, a, b); }
  public void vfmadd231ps(Vec d, Vec a, Operand b)          { op("vfmadd231ps", _66 | _0F38 | 0xB8, d, a, b); }
  public void vfmadd132ss(Vec d, Vec a, Operand b)          { op("vfmadd132ss", _66 | _0F38 | M4 | X | 0x99, d, a, b); }
  public void vfmadd213ss(Vec d, Vec a, Operand b)          { op("vfmadd213ss", _66 | _0F38 | M4 | X | 0xA9, d, a, b); }
  public void vfmadd231ss(Vec d, Vec a, Operand b)          { op("vfmadd231ss", _66 | _0F38 | M4 | X | 0xB9, d, a, b); }
  public void vfnmadd132ps(Vec d, Vec a, Operand b)         { op("vfnmadd132ps", _66 | _0F38 | 0x9C, d, a, b); }
  public void vfnmadd213ps(Vec d, Vec a, Operand b)         { op("vfnmadd213ps", _66 | _0F38 | 0xAC, d, a, b); }
  public void vfnmadd231ps(Vec d, Vec a, Operand b)         { op("vfnmadd231ps", _66 | _0F38 | 0xBC, d, a, b); }
  public void vfmsub132ps(Vec d, Vec a, Operand b)          { op("vfmsub132ps", _66 | _0F38 | 0x9A, d, a, b); }
  public void vfmsub213ps(Vec d, Vec a, Operand b)          { op("vfmsub213ps", _66 | _0F38 | 0xAA, d, a, b); }
  public void vfmsub231ps(Vec d, Vec a, Operand b)          { op("vfmsub231ps", _66 | _0F38 | 0xBA, d, a, b); }
  /** {@code d += } the products of pairs of bfloat16. */
  public void vdpbf16ps(Vec d, Vec a, Operand b)            { op("vdpbf16ps", EVEX | _F3 | _0F38 | 0x52, d, a, b); }

  // ---- bits ----
  public void vandps(Vec d, Vec a, Operand b)               { op("vandps", _0F | 0x54, d, a, b); }
  public void vandnps(Vec d, Vec a, Operand b)              { op("vandnps", _0F | 0x55, d, a, b); }
  public void vorps(Vec d, Vec a, Operand b)                { op("vorps", _0F | 0x56, d, a, b); }
  public void vxorps(Vec d, Vec a, Operand b)               { op("vxorps", _0F | 0x57, d, a, b); }

  // ---- rounding and conversions ----
  public void vroundps(Vec d, Operand s, int i)             { op("vroundps/vrndscaleps", _66 | _0F3A | IB | 0x08, d, s); ib(i); }
  public void vroundss(Vec d, Vec a, Operand b, int i)      { op("vroundss/vrndscaless", _66 | _0F3A | M4 | X | IB | 0x0A, d, a, b); ib(i); }
  public void vcvtdq2ps(Vec d, Operand s)                   { op("vcvtdq2ps", _0F | 0x5B, d, s); }
  public void vcvtps2dq(Vec d, Operand s)                   { op("vcvtps2dq", _66 | _0F | 0x5B, d, s); }
  public void vcvttps2dq(Vec d, Operand s)                  { op("vcvttps2dq", _F3 | _0F | 0x5B, d, s); }
  public void vcvtph2ps(Vec d, Operand s)                   { op("vcvtph2ps", _66 | _0F38 | HALF | 0x13, d, s); }
  public void vcvtps2ph(Operand d, Vec s, int i)            { store("vcvtps2ph", _66 | _0F3A | HALF | IB | 0x1D, d, s); ib(i); }
  /** From memory only to a ymm: for an xmm it would not be said how much to read. */
  public void vcvtneps2bf16(Vec d, Operand s)               { halve("vcvtneps2bf16", EVEX | _F3 | _0F38 | 0x72, d, s); }

  // ---- comparisons; the immediate names one of 32 predicates, see VCMPPS in the manual ----
  public void vcmpps(Vec d, Vec a, Operand b, int i)        { op("vcmpps", VEX | _0F | IB | 0xC2, d, a, b); ib(i); }
  public void vcmpps(Mask d, Vec a, Operand b, int i)       { op("vcmpps", EVEX | _0F | IB | 0xC2, d, a, b); ib(i); }
  public void vfpclassps(Mask d, Vec s, int i)              { op("vfpclassps", EVEX | _66 | _0F3A | IB | 0x66, d, s); ib(i); }
  public void vblendvps(Vec d, Vec a, Operand b, Vec by)    { select("vblendvps", VEX | _66 | _0F3A | 0x4A, d, a, b, by); }
  public void vblendmps(Vec d, Vec a, Operand b)            { op("vblendmps", EVEX | _66 | _0F38 | 0x65, d, a, b); }

  // ---- elements to other places ----
  public void vpermilps(Vec d, Operand s, int i)            { op("vpermilps", _66 | _0F3A | IB | 0x04, d, s); ib(i); }
  public void vpermps(Vec d, Vec indices, Operand s)        { op("vpermps", _66 | _0F38 | YZ | 0x16, d, indices, s); }
  public void vshufps(Vec d, Vec a, Operand b, int i)       { op("vshufps", _0F | IB | 0xC6, d, a, b); ib(i); }
  public void vunpcklps(Vec d, Vec a, Operand b)            { op("vunpcklps", _0F | 0x14, d, a, b); }
  public void vunpckhps(Vec d, Vec a, Operand b)            { op("vunpckhps", _0F | 0x15, d, a, b); }
  public void vunpcklpd(Vec d, Vec a, Operand b)            { op("vunpcklpd", _66 | _0F | EW1 | 0x14, d, a, b); }
  public void vunpckhpd(Vec d, Vec a, Operand b)            { op("vunpckhpd", _66 | _0F | EW1 | 0x15, d, a, b); }
  public void vshuff32x4(Vec d, Vec a, Operand b, int i)    { op("vshuff32x4", EVEX | _66 | _0F3A | YZ | IB | 0x23, d, a, b); ib(i); }
  public void vshuff64x2(Vec d, Vec a, Operand b, int i)    { op("vshuff64x2", EVEX | _66 | _0F3A | W1 | YZ | IB | 0x23, d, a, b); ib(i); }
  public void vperm2f128(Vec d, Vec a, Operand b, int i)    { op("vperm2f128", VEX | _66 | _0F3A | YZ | IB | 0x06, d, a, b); ib(i); }
  // spotless:on
}
