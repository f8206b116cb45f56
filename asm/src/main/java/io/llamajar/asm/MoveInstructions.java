package io.llamajar.asm;

import static io.llamajar.asm.Form.*;

/**
 * The instructions that move vectors, or parts of them, as they are.
 *
 * <p>Source: Intel SDM volume 2, chapters 4 and 5. Where two names stand together the first is that
 * of the VEX encoding, the second that of the EVEX encoding.
 */
public abstract sealed class MoveInstructions extends VectorShapes permits FloatInstructions {
  MoveInstructions(boolean listed) {
    super(listed);
  }

  // spotless:off
  // ---- whole vectors ----
  public void vmovups(Vec d, Operand s)                   { op("vmovups", _0F | WHOLE | 0x10, d, s); }
  public void vmovups(Mem d, Vec s)                       { store("vmovups", _0F | WHOLE | 0x11, d, s); }
  public void vmovaps(Vec d, Operand s)                   { op("vmovaps", _0F | WHOLE | 0x28, d, s); }
  public void vmovaps(Mem d, Vec s)                       { store("vmovaps", _0F | WHOLE | 0x29, d, s); }
  public void vmovdqu(Vec d, Operand s)                   { op("vmovdqu/vmovdqu32", _F3 | _0F | WHOLE | 0x6F, d, s); }
  public void vmovdqu(Mem d, Vec s)                       { store("vmovdqu/vmovdqu32", _F3 | _0F | WHOLE | 0x7F, d, s); }
  public void vmovdqa(Vec d, Operand s)                   { op("vmovdqa/vmovdqa32", _66 | _0F | WHOLE | 0x6F, d, s); }
  public void vmovdqa(Mem d, Vec s)                       { store("vmovdqa/vmovdqa32", _66 | _0F | WHOLE | 0x7F, d, s); }
  public void vmovdqu8(Vec d, Operand s)                  { op("vmovdqu8", EVEX | _F2 | _0F | WHOLE | 0x6F, d, s); }
  public void vmovdqu8(Mem d, Vec s)                      { store("vmovdqu8", EVEX | _F2 | _0F | WHOLE | 0x7F, d, s); }
  public void vmovdqu16(Vec d, Operand s)                 { op("vmovdqu16", EVEX | _F2 | _0F | W1 | WHOLE | 0x6F, d, s); }
  public void vmovdqu16(Mem d, Vec s)                     { store("vmovdqu16", EVEX | _F2 | _0F | W1 | WHOLE | 0x7F, d, s); }
  public void vmaskmovps(Vec d, Vec by, Mem s)            { op("vmaskmovps", VEX | _66 | _0F38 | 0x2C, d, by, s); }
  public void vmaskmovps(Mem d, Vec by, Vec s)            { store("vmaskmovps", VEX | _66 | _0F38 | 0x2E, d, by, s); }
  public void vpmaskmovd(Vec d, Vec by, Mem s)            { op("vpmaskmovd", VEX | _66 | _0F38 | 0x8C, d, by, s); }
  public void vpmaskmovd(Mem d, Vec by, Vec s)            { store("vpmaskmovd", VEX | _66 | _0F38 | 0x8E, d, by, s); }

  // ---- one element; the others become zero unless they come from a ----
  public void vmovss(Vec d, Vec a, Vec b)                 { op("vmovss", _F3 | _0F | M4 | X | 0x10, d, a, b); }
  public void vmovss(Vec d, Mem s)                        { op("vmovss", _F3 | _0F | M4 | X | 0x10, d, s); }
  public void vmovss(Mem d, Vec s)                        { store("vmovss", _F3 | _0F | M4 | X | 0x11, d, s); }
  public void vmovsd(Vec d, Vec a, Vec b)                 { op("vmovsd", _F2 | _0F | EW1 | M8 | X | 0x10, d, a, b); }
  public void vmovsd(Vec d, Mem s)                        { op("vmovsd", _F2 | _0F | EW1 | M8 | X | 0x10, d, s); }
  public void vmovsd(Mem d, Vec s)                        { store("vmovsd", _F2 | _0F | EW1 | M8 | X | 0x11, d, s); }
  public void vmovd(Vec d, Gp s)                          { op("vmovd", _66 | _0F | M4 | X | PLAIN | 0x6E, d, s); }
  public void vmovd(Vec d, Mem s)                         { op("vmovd", _66 | _0F | M4 | X | PLAIN | 0x6E, d, s); }
  public void vmovd(Gp d, Vec s)                          { store("vmovd", _66 | _0F | M4 | X | PLAIN | 0x7E, d, s); }
  public void vmovd(Mem d, Vec s)                         { store("vmovd", _66 | _0F | M4 | X | PLAIN | 0x7E, d, s); }
  public void vmovq(Vec d, Gp s)                          { op("vmovq", _66 | _0F | W1 | M8 | X | PLAIN | 0x6E, d, s); }
  public void vmovq(Vec d, Operand s)                     { op("vmovq", _F3 | _0F | EW1 | M8 | X | PLAIN | 0x7E, d, s); }
  public void vmovq(Gp d, Vec s)                          { store("vmovq", _66 | _0F | W1 | M8 | X | PLAIN | 0x7E, d, s); }
  public void vmovq(Mem d, Vec s)                         { store("vmovq", _66 | _0F | EW1 | M8 | X | PLAIN | 0xD6, d, s); }
  public void vpinsrb(Vec d, Vec a, Gp b, int i)          { op("vpinsrb", _66 | _0F3A | M1 | X | IB | PLAIN | 0x20, d, a, b); ib(i); }
  public void vpinsrb(Vec d, Vec a, Mem b, int i)         { op("vpinsrb", _66 | _0F3A | M1 | X | IB | PLAIN | 0x20, d, a, b); ib(i); }
  public void vpinsrw(Vec d, Vec a, Gp b, int i)          { op("vpinsrw", _66 | _0F | M2 | X | IB | PLAIN | 0xC4, d, a, b); ib(i); }
  public void vpinsrw(Vec d, Vec a, Mem b, int i)         { op("vpinsrw", _66 | _0F | M2 | X | IB | PLAIN | 0xC4, d, a, b); ib(i); }
  public void vpinsrd(Vec d, Vec a, Gp b, int i)          { op("vpinsrd", _66 | _0F3A | M4 | X | IB | PLAIN | 0x22, d, a, b); ib(i); }
  public void vpinsrd(Vec d, Vec a, Mem b, int i)         { op("vpinsrd", _66 | _0F3A | M4 | X | IB | PLAIN | 0x22, d, a, b); ib(i); }
  public void vpinsrq(Vec d, Vec a, Gp b, int i)          { op("vpinsrq", _66 | _0F3A | W1 | M8 | X | IB | PLAIN | 0x22, d, a, b); ib(i); }
  public void vpinsrq(Vec d, Vec a, Mem b, int i)         { op("vpinsrq", _66 | _0F3A | W1 | M8 | X | IB | PLAIN | 0x22, d, a, b); ib(i); }
  public void vpextrb(Gp d, Vec s, int i)                 { store("vpextrb", _66 | _0F3A | M1 | X | IB | PLAIN | 0x14, d, s); ib(i); }
  public void vpextrb(Mem d, Vec s, int i)                { store("vpextrb", _66 | _0F3A | M1 | X | IB | PLAIN | 0x14, d, s); ib(i); }
  public void vpextrw(Gp d, Vec s, int i)                 { op("vpextrw", _66 | _0F | M2 | X | IB | PLAIN | 0xC5, d, s); ib(i); }
  public void vpextrw(Mem d, Vec s, int i)                { store("vpextrw", _66 | _0F3A | M2 | X | IB | PLAIN | 0x15, d, s); ib(i); }
  public void vpextrd(Gp d, Vec s, int i)                 { store("vpextrd", _66 | _0F3A | M4 | X | IB | PLAIN | 0x16, d, s); ib(i); }
  public void vpextrd(Mem d, Vec s, int i)                { store("vpextrd", _66 | _0F3A | M4 | X | IB | PLAIN | 0x16, d, s); ib(i); }
  public void vpextrq(Gp d, Vec s, int i)                 { store("vpextrq", _66 | _0F3A | W1 | M8 | X | IB | PLAIN | 0x16, d, s); ib(i); }
  public void vpextrq(Mem d, Vec s, int i)                { store("vpextrq", _66 | _0F3A | W1 | M8 | X | IB | PLAIN | 0x16, d, s); ib(i); }

  // ---- a smaller vector, repeated ----
  public void vbroadcastss(Vec d, Operand s)              { op("vbroadcastss", _66 | _0F38 | M4 | 0x18, d, s); }
  public void vbroadcastsd(Vec d, Operand s)              { op("vbroadcastsd", _66 | _0F38 | EW1 | M8 | YZ | 0x19, d, s); }
  public void vbroadcastf128(Vec d, Mem s)                { op("vbroadcastf128/vbroadcastf32x4", _66 | _0F38 | M16 | YZ | 0x1A, d, s); }
  public void vbroadcastf64x4(Vec d, Mem s)               { op("vbroadcastf64x4", EVEX | _66 | _0F38 | W1 | M32 | Z | 0x1B, d, s); }
  public void vbroadcasti128(Vec d, Mem s)                { op("vbroadcasti128/vbroadcasti32x4", _66 | _0F38 | M16 | YZ | 0x5A, d, s); }
  public void vbroadcasti64x4(Vec d, Mem s)               { op("vbroadcasti64x4", EVEX | _66 | _0F38 | W1 | M32 | Z | 0x5B, d, s); }
  public void vpbroadcastb(Vec d, Operand s)              { op("vpbroadcastb", _66 | _0F38 | M1 | 0x78, d, s); }
  public void vpbroadcastb(Vec d, Gp s)                   { op("vpbroadcastb", EVEX | _66 | _0F38 | 0x7A, d, s); }
  public void vpbroadcastw(Vec d, Operand s)              { op("vpbroadcastw", _66 | _0F38 | M2 | 0x79, d, s); }
  public void vpbroadcastw(Vec d, Gp s)                   { op("vpbroadcastw", EVEX | _66 | _0F38 | 0x7B, d, s); }
  public void vpbroadcastd(Vec d, Operand s)              { op("vpbroadcastd", _66 | _0F38 | M4 | 0x58, d, s); }
  public void vpbroadcastd(Vec d, Gp s)                   { op("vpbroadcastd", EVEX | _66 | _0F38 | 0x7C, d, s); }
  public void vpbroadcastq(Vec d, Operand s)              { op("vpbroadcastq", _66 | _0F38 | EW1 | M8 | 0x59, d, s); }
  public void vpbroadcastq(Vec d, Gp s)                   { op("vpbroadcastq", EVEX | _66 | _0F38 | W1 | 0x7C, d, s); }

  // ---- a part of a vector in or out ----
  public void vinsertf128(Vec d, Vec a, Operand b, int i) { op("vinsertf128/vinsertf32x4", _66 | _0F3A | M16 | YZ | IB | 0x18, d, a, b); ib(i); }
  public void vinsertf64x4(Vec d, Vec a, Operand b, int i) { op("vinsertf64x4", EVEX | _66 | _0F3A | W1 | M32 | Z | IB | 0x1A, d, a, b); ib(i); }
  public void vinserti128(Vec d, Vec a, Operand b, int i) { op("vinserti128/vinserti32x4", _66 | _0F3A | M16 | YZ | IB | 0x38, d, a, b); ib(i); }
  public void vinserti64x4(Vec d, Vec a, Operand b, int i) { op("vinserti64x4", EVEX | _66 | _0F3A | W1 | M32 | Z | IB | 0x3A, d, a, b); ib(i); }
  public void vextractf128(Operand d, Vec s, int i)       { store("vextractf128/vextractf32x4", _66 | _0F3A | M16 | YZ | IB | 0x19, d, s); ib(i); }
  public void vextractf64x4(Operand d, Vec s, int i)      { store("vextractf64x4", EVEX | _66 | _0F3A | W1 | M32 | Z | IB | 0x1B, d, s); ib(i); }
  public void vextracti128(Operand d, Vec s, int i)       { store("vextracti128/vextracti32x4", _66 | _0F3A | M16 | YZ | IB | 0x39, d, s); ib(i); }
  public void vextracti64x4(Operand d, Vec s, int i)      { store("vextracti64x4", EVEX | _66 | _0F3A | W1 | M32 | Z | IB | 0x3B, d, s); ib(i); }

  // ---- elements of both sources ----
  public void vmovhlps(Vec d, Vec a, Vec b)               { op("vmovhlps", _0F | X | PLAIN | 0x12, d, a, b); }
  public void vmovlhps(Vec d, Vec a, Vec b)               { op("vmovlhps", _0F | X | PLAIN | 0x16, d, a, b); }
  public void vmovsldup(Vec d, Operand s)                 { op("vmovsldup", _F3 | _0F | WHOLE | 0x12, d, s); }
  public void vmovshdup(Vec d, Operand s)                 { op("vmovshdup", _F3 | _0F | WHOLE | 0x16, d, s); }
  public void vmovmskps(Gp d, Vec s)                      { op("vmovmskps", VEX | _0F | 0x50, d, s); }
  public void vpmovmskb(Gp d, Vec s)                      { op("vpmovmskb", VEX | _66 | _0F | 0xD7, d, s); }

  // ---- elements from anywhere: EVEX clears the mask of d as it goes, VEX that in by ----
  public void vpgatherdd(Vec d, Mem s)                    { gather("vpgatherdd", _66 | _0F38 | M4 | 0x90, d, s); }
  public void vpgatherdd(Vec d, Mem s, Vec by)            { gather("vpgatherdd", _66 | _0F38 | M4 | 0x90, d, s, by); }
  public void vgatherdps(Vec d, Mem s)                    { gather("vgatherdps", _66 | _0F38 | M4 | 0x92, d, s); }
  public void vgatherdps(Vec d, Mem s, Vec by)            { gather("vgatherdps", _66 | _0F38 | M4 | 0x92, d, s, by); }
  // spotless:on
}
