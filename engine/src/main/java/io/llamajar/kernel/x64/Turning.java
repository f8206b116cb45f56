package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.*;

import io.llamajar.asm.Assembler;
import io.llamajar.asm.Frame;
import io.llamajar.asm.Gp;
import io.llamajar.asm.Label;
import io.llamajar.asm.Operand;
import io.llamajar.asm.Vec;
import io.llamajar.kernel.Pairing;

/**
 * Writes functions that turn pairs of values, as {@link Rotation} calls them.
 *
 * <pre>
 * for each row: for each register of pairs: for each head:
 *   halves:   a, b = fma(a, cos, -(b * sin)), fma(a, sin, b * cos)
 *   adjacent: (a, b) = fma((a, a), (cos, sin), (b, b) * (-sin, cos))
 * </pre>
 */
final class Turning {
  private static final Gp X = rsi;
  private static final Gp COSINES = r8;
  private static final Gp SINES = r9;
  private static final Gp ROWS = r10;
  private static final Gp PAIR_BYTES = r11;
  private static final Gp HEAD = r12; // the first of pairs
  private static final Gp SECONDS = r13;
  private static final Gp HEADS = r14;
  private static final Gp HEAD_BYTES = r15;

  private final VectorCode code;
  private final Assembler a;
  private final Pairing pairing;
  private final Vec cosines; // adjacent: (cos, sin)
  private final Vec sines; // adjacent: (-sin, cos)
  private final Vec[] free;

  private Turning(VectorCode code, Pairing pairing) {
    this.code = code;
    this.a = code.a;
    this.pairing = pairing;
    this.cosines = code.v(0);
    this.sines = code.v(1);
    this.free = code.vectors(2, 4);
  }

  static byte[] assemble(Isa isa, Pairing pairing) {
    return VectorCode.assemble(isa, code -> new Turning(code, pairing).write());
  }

  private void write() {
    Values values = new Values(code);
    Label end = new Label();
    Frame frame = Frame.enter(a);
    a.mov(X, Arguments.at(Rotation.Argument.X));
    a.mov(COSINES, Arguments.at(Rotation.Argument.ANGLES));
    a.mov(PAIR_BYTES, Arguments.at(Rotation.Argument.PAIRS));
    a.shl(PAIR_BYTES, 2);
    a.mov(HEAD_BYTES, Arguments.at(Rotation.Argument.HEAD_BYTES));
    a.mov(ROWS, Arguments.at(Rotation.Argument.ROWS));
    a.test(ROWS, ROWS);
    a.jz(end);
    Label row = a.here();
    a.lea(SINES, mem(COSINES, PAIR_BYTES, 1));
    values.forEach(Arguments.at(Rotation.Argument.COUNT), this::writeHeads);
    a.lea(COSINES, mem(COSINES, PAIR_BYTES, 2));
    a.mov(HEADS, Arguments.at(Rotation.Argument.HEADS));
    a.imul(HEADS, HEAD_BYTES);
    a.add(X, HEADS);
    a.dec(ROWS);
    a.jnz(row);
    a.bind(end);
    frame.leave();
  }

  private void writeHeads(Values.Lot lot) {
    switch (pairing) {
      case HALVES -> {
        lot.load(cosines, COSINES);
        lot.load(sines, SINES);
      }
      case ADJACENT -> loadInterleaved(lot);
    }
    a.mov(HEAD, X);
    a.lea(SECONDS, mem(X, PAIR_BYTES, 1));
    a.mov(HEADS, Arguments.at(Rotation.Argument.HEADS));
    Label head = a.here();
    switch (pairing) {
      case HALVES -> turnHalves(lot);
      case ADJACENT -> turnAdjacent(lot);
    }
    a.add(HEAD, HEAD_BYTES);
    a.add(SECONDS, HEAD_BYTES);
    a.dec(HEADS);
    a.jnz(head);
  }

  private void loadInterleaved(Values.Lot lot) {
    int half = code.isa.lanes() / 2;
    lot.loadHalf(free[0], COSINES);
    lot.loadHalf(free[1], SINES);
    if (code.isa.isWide()) {
      a.vinsertf64x4(free[0], free[0], free[1].bits(256), 1);
    } else {
      a.vinsertf128(free[0], free[0], free[1].bits(128), 1);
    }
    int[] cosinesFirst = new int[2 * half];
    int[] sinesFirst = new int[2 * half];
    for (int pair = 0; pair < half; pair++) {
      cosinesFirst[2 * pair] = sinesFirst[2 * pair + 1] = pair;
      cosinesFirst[2 * pair + 1] = sinesFirst[2 * pair] = half + pair;
    }
    permute(cosines, free[0], code.pattern(cosinesFirst));
    permute(sines, free[0], code.pattern(sinesFirst));
    a.vxorps(sines, sines, code.pattern(Integer.MIN_VALUE, 0));
  }

  private void permute(Vec d, Vec x, Operand places) {
    a.vmovdqu(d, places);
    a.vpermps(d, d, x);
  }

  private void turnHalves(Values.Lot lot) {
    Vec first = free[0];
    Vec second = free[1];
    lot.load(first, HEAD);
    lot.load(second, SECONDS);
    a.vmulps(free[2], second, sines);
    a.vmulps(free[3], second, cosines);
    a.vfmsub231ps(free[2], first, cosines);
    a.vfmadd231ps(free[3], first, sines);
    lot.store(HEAD, free[2]);
    lot.store(SECONDS, free[3]);
  }

  private void turnAdjacent(Values.Lot lot) {
    lot.load(free[0], HEAD);
    a.vmovshdup(free[1], free[0]);
    a.vmovsldup(free[0], free[0]);
    a.vmulps(free[1], free[1], sines);
    a.vfmadd231ps(free[1], free[0], cosines);
    lot.store(HEAD, free[1]);
  }
}
