package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.*;

import io.llamajar.asm.Assembler;
import io.llamajar.asm.Frame;
import io.llamajar.asm.Gp;
import io.llamajar.asm.Label;
import io.llamajar.asm.Mem;
import io.llamajar.asm.Vec;
import java.util.Arrays;

/**
 * Writes a function that takes from scores of a page what the distance to their positions costs.
 *
 * <pre>
 * for each query: for each position j of the page in [from, to):
 *   s = fma(-|j - position|, slope, s)
 * </pre>
 */
final class Distances {
  /** What the function is given: where in its {@link Arguments}. */
  static final class Argument {
    /** {@code [queries, KvCache.PAGE]}. */
    static final int SCORES = 0;

    /** {@code [queries]} of slope, float32, and position, int32, counted from the page's first. */
    static final int SLOPES = 1;

    static final int QUERIES = 2;

    /** The first position, of whole steps. */
    static final int FROM = 3;

    static final int TO = 4;

    private Argument() {}
  }

  static final int SLOPE_BYTES = 8;

  private static final Gp SCORES = rsi;
  private static final Gp SLOPES = rdx;
  private static final Gp QUERIES = rcx;
  private static final Gp AT = r8;
  private static final Gp TO = r9;

  private Distances() {}

  static byte[] assemble(Isa isa) {
    return VectorCode.assemble(isa, code -> write(code));
  }

  private static void write(VectorCode code) {
    Assembler a = code.a;
    Frame frame = Frame.enter(a);
    Vec slope = code.v(0);
    Vec distance = code.v(1); // with its sign
    Vec x = code.v(2);
    Vec score = code.v(3);
    int[] counting = new int[code.isa.lanes()];
    Arrays.setAll(counting, i -> i);
    a.mov(SCORES, Arguments.at(Argument.SCORES));
    a.mov(SLOPES, Arguments.at(Argument.SLOPES));
    a.mov(QUERIES, Arguments.at(Argument.QUERIES));
    a.mov(TO, Arguments.at(Argument.TO));
    Label query = a.here();
    a.mov(AT, Arguments.at(Argument.FROM));
    a.vbroadcastss(slope, mem(SLOPES));
    a.vpbroadcastd(x, mem(SLOPES, Float.BYTES));
    a.vpbroadcastd(distance, Arguments.at(Argument.FROM));
    a.vpaddd(distance, distance, code.pattern(counting));
    a.vpsubd(distance, distance, x);
    Label some = a.here();
    Mem scores = mem(SCORES, AT, Float.BYTES);
    a.vpabsd(x, distance);
    a.vcvtdq2ps(x, x);
    a.vmovups(score, scores);
    a.vfnmadd231ps(score, x, slope);
    a.vmovups(scores, score);
    a.vpaddd(distance, distance, code.ints(code.isa.lanes()));
    a.add(AT, code.isa.lanes());
    a.cmp(AT, TO);
    a.jl(some);
    a.add(SCORES, PanelScores.SCORE_BYTES);
    a.add(SLOPES, SLOPE_BYTES);
    a.dec(QUERIES);
    a.jnz(query);
    frame.leave();
  }
}
