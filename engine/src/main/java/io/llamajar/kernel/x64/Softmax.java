package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.*;

import io.llamajar.asm.Assembler;
import io.llamajar.asm.Frame;
import io.llamajar.asm.Gp;
import io.llamajar.asm.Label;
import io.llamajar.asm.Vec;

/**
 * Writes a function that makes weights of the scores of a page, query after query, and says how its
 * results merge with those of the pages before.
 *
 * <pre>
 * for each query that sees positions [from, to) of the page:
 *   m2 = max s; p = exp(s - m2), zero where not seen; l2 = sum16(p)
 *   M = max(m, m2); a = exp(m - M); b = exp(m2 - M)
 *   m = M; l = fma(l, a, l2 * b)
 * for one that sees none: a = 1, b = -0
 * </pre>
 *
 * <p>With {@code m = -infinity} and {@code l, o = -0} before the first page these are the results
 * of that page alone: {@code fma(-0, 0, x) = x}. And {@code fma(o, 1, 0 * -0) = o}: signs of zeros
 * are kept.
 *
 * <p>A score of NaN is no maximum here, though {@code Reference} makes it one: its weight is NaN,
 * and so every result of the query is NaN either way.
 */
final class Softmax {
  /** What the function is given: where in its {@link Arguments}. */
  static final class Argument {
    /** {@code [queries, KvCache.PAGE]}: scores, then weights. */
    static final int SCORES = 0;

    /** {@code [queries]} of from and to, int32. */
    static final int BOUNDS = 1;

    /** {@code [queries]} of m, l, a and b, float32. */
    static final int STATES = 2;

    static final int QUERIES = 3;

    private Argument() {}
  }

  static final int BOUNDS_BYTES = 8;
  static final int STATE_BYTES = 16;

  /** Where a state has its numbers. */
  static final int M = 0;

  static final int L = 4;
  static final int A = 8;
  static final int B = 12;

  private static final int PARTS = 16;

  private static final Gp SCORES = rsi;
  private static final Gp BOUNDS = rdx;
  private static final Gp STATE = rbx;
  private static final Gp QUERIES = rcx;
  private static final Gp FROM = r8;
  private static final Gp TO = r9;
  private static final Gp AT = r10;
  private static final Gp FIRST = r11;

  private final VectorCode code;
  private final Exponential exponential;
  private final Vec x;
  private final Vec index;
  private final Vec from;
  private final Vec to;
  private final Vec largest;
  private final Vec[] sums;
  private final Vec seen;
  private final Vec free;

  private Softmax(VectorCode code) {
    this.code = code;
    exponential = new Exponential(code, code.vectors(0, Exponential.FREE));
    x = code.v(5);
    index = code.v(6);
    from = code.v(7);
    to = code.v(8);
    largest = code.v(9);
    sums = code.vectors(10, PARTS / code.isa.lanes());
    seen = code.v(12);
    free = code.v(13);
  }

  static byte[] assemble(Isa isa) {
    return VectorCode.assemble(isa, code -> new Softmax(code).write());
  }

  private void write() {
    Assembler a = code.a;
    Frame frame = Frame.enter(a);
    a.mov(SCORES, Arguments.at(Argument.SCORES));
    a.mov(BOUNDS, Arguments.at(Argument.BOUNDS));
    a.mov(STATE, Arguments.at(Argument.STATES));
    a.mov(QUERIES, Arguments.at(Argument.QUERIES));
    Label query = a.here();
    Label some = new Label();
    Label next = new Label();
    a.movsxd(FROM, mem(BOUNDS));
    a.movsxd(TO, mem(BOUNDS, Integer.BYTES));
    a.cmp(FROM, TO);
    a.jl(some);
    a.vmovq(x.bits(128), mem(a.floats(64, 1, -0f)));
    a.vmovq(mem(STATE, A), x.bits(128));
    a.jmp(next);
    a.bind(some);
    a.mov(FIRST, FROM);
    a.and(FIRST, -PARTS);
    a.vpbroadcastd(from, mem(BOUNDS));
    a.vpbroadcastd(to, mem(BOUNDS, Integer.BYTES));
    writeLargest();
    writeWeights();
    writeMerge();
    a.bind(next);
    a.add(SCORES, PanelScores.SCORE_BYTES);
    a.add(BOUNDS, BOUNDS_BYTES);
    a.add(STATE, STATE_BYTES);
    a.dec(QUERIES);
    a.jnz(query);
    frame.leave();
  }

  private interface Step {
    void on(int part);
  }

  /** For each register of positions from FIRST on, of which some are seen. */
  private void forPositions(Step step) {
    Assembler a = code.a;
    int[] counting = new int[code.isa.lanes()];
    java.util.Arrays.setAll(counting, i -> i);
    a.mov(AT, FIRST);
    a.vmovd(index.bits(128), AT);
    a.vpbroadcastd(index, index.bits(128));
    a.vpaddd(index, index, mem(a.ints(code.isa.registerBytes() * 8, counting)));
    Label loop = a.here();
    for (int part = 0; part < sums.length; part++) {
      if (code.isa.isWide()) {
        a.vpcmpd(k(2), index, from, 5); // index >= from
        a.vpcmpgtd(k(1).under(k(2)), to, index);
      } else {
        a.vpcmpgtd(free, from, index);
        a.vpcmpgtd(seen, to, index);
        a.vpandn(seen, free, seen);
      }
      a.vmovups(x, mem(SCORES, AT, 4, part * code.isa.registerBytes()));
      step.on(part);
      a.vpaddd(index, index, code.ints(code.isa.lanes()));
    }
    a.add(AT, PARTS);
    a.cmp(AT, TO);
    a.jl(loop);
  }

  private void writeLargest() {
    Assembler a = code.a;
    a.vmovups(largest, code.floats(Float.NEGATIVE_INFINITY));
    forPositions(_ -> {
      // Of a NaN and another the instruction takes its last operand.
      if (code.isa.isWide()) {
        a.vmaxps(largest.merge(k(1)), x, largest);
      } else {
        a.vblendvps(x, largest, x, seen);
        a.vmaxps(largest, x, largest);
      }
    });
    code.largest(largest, x);
    a.vbroadcastss(largest, largest.bits(128));
  }

  private void writeWeights() {
    Assembler a = code.a;
    for (Vec sum : sums) {
      code.zero(sum);
    }
    forPositions(part -> {
      a.vsubps(x, x, largest);
      exponential.of(x);
      if (code.isa.isWide()) {
        a.vmovaps(x.zero(k(1)), x);
      } else {
        a.vandps(x, x, seen);
      }
      a.vaddps(sums[part], sums[part], x);
      a.vmovups(mem(SCORES, AT, 4, part * code.isa.registerBytes()), x);
    });
    code.sum(sums[0], sums, x);
  }

  private void writeMerge() {
    Assembler a = code.a;
    Vec both = x.bits(128);
    Vec merged = index.bits(128);
    Vec sum = sums[0].bits(128);
    Vec before = seen.bits(128);
    a.vmovss(before, mem(STATE, M));
    a.vmaxss(merged, before, largest.bits(128));
    a.vmovss(mem(STATE, M), merged);
    a.vunpcklps(both, before, largest.bits(128));
    a.vbroadcastss(merged, merged);
    a.vsubps(both, both, merged);
    exponential.of(x);
    a.vmovq(mem(STATE, A), both);
    a.vmovshdup(merged, both);
    a.vmulss(sum, sum, merged);
    a.vmovss(before, mem(STATE, L));
    a.vfmadd132ss(before, sum, both);
    a.vmovss(mem(STATE, L), before);
  }
}
