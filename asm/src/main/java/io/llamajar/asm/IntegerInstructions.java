package io.llamajar.asm;

import static io.llamajar.asm.Form.*;

/**
 * The instructions on vectors of integers: b has 8 bits, w 16, d 32, q 64.
 *
 * <p>Source: Intel SDM volume 2, chapters 4 and 5.
 */
public abstract sealed class IntegerInstructions extends FloatInstructions
    permits MaskInstructions {
  IntegerInstructions(boolean listed) {
    super(listed);
  }

  // spotless:off
  // ---- arithmetic ----
  public void vpaddb(Vec d, Vec a, Operand b)             { op("vpaddb", _66 | _0F | WHOLE | 0xFC, d, a, b); }
  public void vpaddw(Vec d, Vec a, Operand b)             { op("vpaddw", _66 | _0F | WHOLE | 0xFD, d, a, b); }
  public void vpaddd(Vec d, Vec a, Operand b)             { op("vpaddd", _66 | _0F | 0xFE, d, a, b); }
  public void vpaddq(Vec d, Vec a, Operand b)             { op("vpaddq", _66 | _0F | EW1 | 0xD4, d, a, b); }
  public void vpsubb(Vec d, Vec a, Operand b)             { op("vpsubb", _66 | _0F | WHOLE | 0xF8, d, a, b); }
  public void vpsubw(Vec d, Vec a, Operand b)             { op("vpsubw", _66 | _0F | WHOLE | 0xF9, d, a, b); }
  public void vpsubd(Vec d, Vec a, Operand b)             { op("vpsubd", _66 | _0F | 0xFA, d, a, b); }
  public void vpsubq(Vec d, Vec a, Operand b)             { op("vpsubq", _66 | _0F | EW1 | 0xFB, d, a, b); }
  public void vpmullw(Vec d, Vec a, Operand b)            { op("vpmullw", _66 | _0F | WHOLE | 0xD5, d, a, b); }
  public void vpmulld(Vec d, Vec a, Operand b)            { op("vpmulld", _66 | _0F38 | 0x40, d, a, b); }
  public void vpmaxsb(Vec d, Vec a, Operand b)            { op("vpmaxsb", _66 | _0F38 | WHOLE | 0x3C, d, a, b); }
  public void vpminsd(Vec d, Vec a, Operand b)            { op("vpminsd", _66 | _0F38 | 0x39, d, a, b); }
  public void vpminud(Vec d, Vec a, Operand b)            { op("vpminud", _66 | _0F38 | 0x3B, d, a, b); }
  public void vpmaxsd(Vec d, Vec a, Operand b)            { op("vpmaxsd", _66 | _0F38 | 0x3D, d, a, b); }
  public void vpmaxud(Vec d, Vec a, Operand b)            { op("vpmaxud", _66 | _0F38 | 0x3F, d, a, b); }
  public void vpabsb(Vec d, Operand s)                    { op("vpabsb", _66 | _0F38 | WHOLE | 0x1C, d, s); }
  public void vpabsd(Vec d, Operand s)                    { op("vpabsd", _66 | _0F38 | 0x1E, d, s); }
  public void vpsignb(Vec d, Vec a, Operand b)            { op("vpsignb", VEX | _66 | _0F38 | 0x08, d, a, b); }

  // ---- sums of products of neighbours; the dot products add to d: u8 * s8 and s16 * s16 ----
  public void vpmaddubsw(Vec d, Vec a, Operand b)         { op("vpmaddubsw", _66 | _0F38 | WHOLE | 0x04, d, a, b); }
  public void vpmaddwd(Vec d, Vec a, Operand b)           { op("vpmaddwd", _66 | _0F | WHOLE | 0xF5, d, a, b); }
  /** AVX512_VNNI, at any width (below 512 bits together with AVX512VL). */
  public void vpdpbusd(Vec d, Vec a, Operand b)           { op("vpdpbusd", EVEX | _66 | _0F38 | 0x50, d, a, b); }
  /** AVX_VNNI: the VEX encoding, up to 256 bits. */
  public void vpdpbusdVex(Vec d, Vec a, Operand b)        { op("{vex} vpdpbusd", VEX | _66 | _0F38 | 0x50, d, a, b); }
  /** AVX512_VNNI, at any width (below 512 bits together with AVX512VL). */
  public void vpdpwssd(Vec d, Vec a, Operand b)           { op("vpdpwssd", EVEX | _66 | _0F38 | 0x52, d, a, b); }
  /** AVX_VNNI: the VEX encoding, up to 256 bits. */
  public void vpdpwssdVex(Vec d, Vec a, Operand b)        { op("{vex} vpdpwssd", VEX | _66 | _0F38 | 0x52, d, a, b); }

  // ---- bits ----
  public void vpand(Vec d, Vec a, Operand b)              { op("vpand/vpandd", _66 | _0F | 0xDB, d, a, b); }
  public void vpandn(Vec d, Vec a, Operand b)             { op("vpandn/vpandnd", _66 | _0F | 0xDF, d, a, b); }
  public void vpor(Vec d, Vec a, Operand b)               { op("vpor/vpord", _66 | _0F | 0xEB, d, a, b); }
  public void vpxor(Vec d, Vec a, Operand b)              { op("vpxor/vpxord", _66 | _0F | 0xEF, d, a, b); }
  public void vpternlogd(Vec d, Vec a, Operand b, int i)  { op("vpternlogd", EVEX | _66 | _0F3A | IB | 0x25, d, a, b); ib(i); }

  // ---- shifts, by a number for all and by one for each; of whole groups of 16 bytes ----
  public void vpsllw(Vec d, Operand s, int i)             { shift("vpsllw", _66 | _0F | _6 | WHOLE | 0x71, d, s, i); }
  public void vpslld(Vec d, Operand s, int i)             { shift("vpslld", _66 | _0F | _6 | 0x72, d, s, i); }
  public void vpsllq(Vec d, Operand s, int i)             { shift("vpsllq", _66 | _0F | _6 | EW1 | 0x73, d, s, i); }
  public void vpsrlw(Vec d, Operand s, int i)             { shift("vpsrlw", _66 | _0F | _2 | WHOLE | 0x71, d, s, i); }
  public void vpsrld(Vec d, Operand s, int i)             { shift("vpsrld", _66 | _0F | _2 | 0x72, d, s, i); }
  public void vpsrlq(Vec d, Operand s, int i)             { shift("vpsrlq", _66 | _0F | _2 | EW1 | 0x73, d, s, i); }
  public void vpsraw(Vec d, Operand s, int i)             { shift("vpsraw", _66 | _0F | _4 | WHOLE | 0x71, d, s, i); }
  public void vpsrad(Vec d, Operand s, int i)             { shift("vpsrad", _66 | _0F | _4 | 0x72, d, s, i); }
  public void vpsllvd(Vec d, Vec a, Operand b)            { op("vpsllvd", _66 | _0F38 | 0x47, d, a, b); }
  public void vpsllvq(Vec d, Vec a, Operand b)            { op("vpsllvq", _66 | _0F38 | W1 | 0x47, d, a, b); }
  public void vpsrlvw(Vec d, Vec a, Operand b)            { op("vpsrlvw", EVEX | _66 | _0F38 | W1 | WHOLE | 0x10, d, a, b); }
  public void vpsrlvd(Vec d, Vec a, Operand b)            { op("vpsrlvd", _66 | _0F38 | 0x45, d, a, b); }
  public void vpsrlvq(Vec d, Vec a, Operand b)            { op("vpsrlvq", _66 | _0F38 | W1 | 0x45, d, a, b); }
  public void vpsravd(Vec d, Vec a, Operand b)            { op("vpsravd", _66 | _0F38 | 0x46, d, a, b); }
  public void vpslldq(Vec d, Operand s, int i)            { shift("vpslldq", _66 | _0F | _7 | WHOLE | PLAIN | 0x73, d, s, i); }
  public void vpsrldq(Vec d, Operand s, int i)            { shift("vpsrldq", _66 | _0F | _3 | WHOLE | PLAIN | 0x73, d, s, i); }

  // ---- comparisons; the immediate: 0 =, 1 <, 2 <=, 4 !=, 5 >=, 6 > ----
  public void vpcmpeqb(Vec d, Vec a, Operand b)           { op("vpcmpeqb", VEX | _66 | _0F | 0x74, d, a, b); }
  public void vpcmpeqb(Mask d, Vec a, Operand b)          { op("vpcmpeqb", EVEX | _66 | _0F | WHOLE | 0x74, d, a, b); }
  public void vpcmpeqd(Vec d, Vec a, Operand b)           { op("vpcmpeqd", VEX | _66 | _0F | 0x76, d, a, b); }
  public void vpcmpeqd(Mask d, Vec a, Operand b)          { op("vpcmpeqd", EVEX | _66 | _0F | 0x76, d, a, b); }
  public void vpcmpgtb(Vec d, Vec a, Operand b)           { op("vpcmpgtb", VEX | _66 | _0F | 0x64, d, a, b); }
  public void vpcmpgtb(Mask d, Vec a, Operand b)          { op("vpcmpgtb", EVEX | _66 | _0F | WHOLE | 0x64, d, a, b); }
  public void vpcmpgtd(Vec d, Vec a, Operand b)           { op("vpcmpgtd", VEX | _66 | _0F | 0x66, d, a, b); }
  public void vpcmpgtd(Mask d, Vec a, Operand b)          { op("vpcmpgtd", EVEX | _66 | _0F | 0x66, d, a, b); }
  public void vpcmpd(Mask d, Vec a, Operand b, int i)     { op("vpcmpd", EVEX | _66 | _0F3A | IB | 0x1F, d, a, b); ib(i); }
  public void vpcmpud(Mask d, Vec a, Operand b, int i)    { op("vpcmpud", EVEX | _66 | _0F3A | IB | 0x1E, d, a, b); ib(i); }
  public void vptestmb(Mask d, Vec a, Operand b)          { op("vptestmb", EVEX | _66 | _0F38 | WHOLE | 0x26, d, a, b); }
  public void vptestmw(Mask d, Vec a, Operand b)          { op("vptestmw", EVEX | _66 | _0F38 | W1 | WHOLE | 0x26, d, a, b); }
  public void vptestmd(Mask d, Vec a, Operand b)          { op("vptestmd", EVEX | _66 | _0F38 | 0x27, d, a, b); }

  // ---- from one of two: by an immediate, by the elements of a vector, by the mask of d ----
  public void vpblendw(Vec d, Vec a, Operand b, int i)    { op("vpblendw", VEX | _66 | _0F3A | IB | 0x0E, d, a, b); ib(i); }
  public void vpblendd(Vec d, Vec a, Operand b, int i)    { op("vpblendd", VEX | _66 | _0F3A | IB | 0x02, d, a, b); ib(i); }
  public void vpblendvb(Vec d, Vec a, Operand b, Vec by)  { select("vpblendvb", VEX | _66 | _0F3A | 0x4C, d, a, b, by); }
  public void vpblendmb(Vec d, Vec a, Operand b)          { op("vpblendmb", EVEX | _66 | _0F38 | WHOLE | 0x66, d, a, b); }
  public void vpblendmw(Vec d, Vec a, Operand b)          { op("vpblendmw", EVEX | _66 | _0F38 | W1 | WHOLE | 0x66, d, a, b); }
  public void vpblendmd(Vec d, Vec a, Operand b)          { op("vpblendmd", EVEX | _66 | _0F38 | 0x64, d, a, b); }

  // ---- elements to other places: within 16 bytes ----
  public void vpshufb(Vec d, Vec a, Operand indices)      { op("vpshufb", _66 | _0F38 | WHOLE | 0x00, d, a, indices); }
  public void vpshufd(Vec d, Operand s, int i)            { op("vpshufd", _66 | _0F | IB | 0x70, d, s); ib(i); }
  public void vpalignr(Vec d, Vec a, Operand b, int i)    { op("vpalignr", _66 | _0F3A | WHOLE | IB | 0x0F, d, a, b); ib(i); }
  public void vpunpcklbw(Vec d, Vec a, Operand b)         { op("vpunpcklbw", _66 | _0F | WHOLE | 0x60, d, a, b); }
  public void vpunpcklwd(Vec d, Vec a, Operand b)         { op("vpunpcklwd", _66 | _0F | WHOLE | 0x61, d, a, b); }
  public void vpunpckldq(Vec d, Vec a, Operand b)         { op("vpunpckldq", _66 | _0F | 0x62, d, a, b); }
  public void vpunpcklqdq(Vec d, Vec a, Operand b)        { op("vpunpcklqdq", _66 | _0F | EW1 | 0x6C, d, a, b); }
  public void vpunpckhbw(Vec d, Vec a, Operand b)         { op("vpunpckhbw", _66 | _0F | WHOLE | 0x68, d, a, b); }
  public void vpunpckhwd(Vec d, Vec a, Operand b)         { op("vpunpckhwd", _66 | _0F | WHOLE | 0x69, d, a, b); }
  public void vpunpckhdq(Vec d, Vec a, Operand b)         { op("vpunpckhdq", _66 | _0F | 0x6A, d, a, b); }
  public void vpunpckhqdq(Vec d, Vec a, Operand b)        { op("vpunpckhqdq", _66 | _0F | EW1 | 0x6D, d, a, b); }

  // ---- elements to other places: anywhere ----
  public void vpermb(Vec d, Vec indices, Operand s)       { op("vpermb", EVEX | _66 | _0F38 | WHOLE | 0x8D, d, indices, s); }
  public void vpermw(Vec d, Vec indices, Operand s)       { op("vpermw", EVEX | _66 | _0F38 | W1 | WHOLE | 0x8D, d, indices, s); }
  public void vpermd(Vec d, Vec indices, Operand s)       { op("vpermd", _66 | _0F38 | YZ | 0x36, d, indices, s); }
  public void vpermq(Vec d, Operand s, int i)             { op("vpermq", _66 | _0F3A | W1 | YZ | IB | 0x00, d, s); ib(i); }
  public void vpermi2d(Vec d, Vec a, Operand b)           { op("vpermi2d", EVEX | _66 | _0F38 | 0x76, d, a, b); }
  public void vpermt2w(Vec d, Vec indices, Operand b)     { op("vpermt2w", EVEX | _66 | _0F38 | W1 | WHOLE | 0x7D, d, indices, b); }
  public void vpermt2d(Vec d, Vec indices, Operand b)     { op("vpermt2d", EVEX | _66 | _0F38 | 0x7E, d, indices, b); }
  public void vperm2i128(Vec d, Vec a, Operand b, int i)  { op("vperm2i128", VEX | _66 | _0F3A | YZ | IB | 0x46, d, a, b); ib(i); }
  public void vshufi32x4(Vec d, Vec a, Operand b, int i)  { op("vshufi32x4", EVEX | _66 | _0F3A | YZ | IB | 0x43, d, a, b); ib(i); }
  public void vshufi64x2(Vec d, Vec a, Operand b, int i)  { op("vshufi64x2", EVEX | _66 | _0F3A | W1 | YZ | IB | 0x43, d, a, b); ib(i); }
  public void valignd(Vec d, Vec a, Operand b, int i)     { op("valignd", EVEX | _66 | _0F3A | IB | 0x03, d, a, b); ib(i); }
  public void valignq(Vec d, Vec a, Operand b, int i)     { op("valignq", EVEX | _66 | _0F3A | W1 | IB | 0x03, d, a, b); ib(i); }

  // ---- to fewer bits: of two sources, saturated; of one, cut off or saturated ----
  public void vpacksswb(Vec d, Vec a, Operand b)          { op("vpacksswb", _66 | _0F | WHOLE | 0x63, d, a, b); }
  public void vpackuswb(Vec d, Vec a, Operand b)          { op("vpackuswb", _66 | _0F | WHOLE | 0x67, d, a, b); }
  public void vpackssdw(Vec d, Vec a, Operand b)          { op("vpackssdw", _66 | _0F | 0x6B, d, a, b); }
  public void vpackusdw(Vec d, Vec a, Operand b)          { op("vpackusdw", _66 | _0F38 | 0x2B, d, a, b); }
  public void vpmovdw(Operand d, Vec s)                   { store("vpmovdw", EVEX | _F3 | _0F38 | HALF | 0x33, d, s); }
  public void vpmovdb(Operand d, Vec s)                   { store("vpmovdb", EVEX | _F3 | _0F38 | QUARTER | 0x31, d, s); }
  public void vpmovsdb(Operand d, Vec s)                  { store("vpmovsdb", EVEX | _F3 | _0F38 | QUARTER | 0x21, d, s); }
  public void vpmovusdb(Operand d, Vec s)                 { store("vpmovusdb", EVEX | _F3 | _0F38 | QUARTER | 0x11, d, s); }

  // ---- to more bits: sx with a sign, zx without ----
  public void vpmovsxbw(Vec d, Operand s)                 { op("vpmovsxbw", _66 | _0F38 | HALF | 0x20, d, s); }
  public void vpmovsxbd(Vec d, Operand s)                 { op("vpmovsxbd", _66 | _0F38 | QUARTER | 0x21, d, s); }
  public void vpmovsxwd(Vec d, Operand s)                 { op("vpmovsxwd", _66 | _0F38 | HALF | 0x23, d, s); }
  public void vpmovsxdq(Vec d, Operand s)                 { op("vpmovsxdq", _66 | _0F38 | HALF | 0x25, d, s); }
  public void vpmovzxbw(Vec d, Operand s)                 { op("vpmovzxbw", _66 | _0F38 | HALF | 0x30, d, s); }
  public void vpmovzxbd(Vec d, Operand s)                 { op("vpmovzxbd", _66 | _0F38 | QUARTER | 0x31, d, s); }
  public void vpmovzxwd(Vec d, Operand s)                 { op("vpmovzxwd", _66 | _0F38 | HALF | 0x33, d, s); }
  public void vpmovzxdq(Vec d, Operand s)                 { op("vpmovzxdq", _66 | _0F38 | HALF | 0x35, d, s); }
  // spotless:on
}
