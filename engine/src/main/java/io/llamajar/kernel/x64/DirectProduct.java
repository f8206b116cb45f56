package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.*;

import io.llamajar.asm.Assembler;
import io.llamajar.asm.Frame;
import io.llamajar.asm.Gp;
import io.llamajar.asm.Label;
import io.llamajar.asm.Mem;
import io.llamajar.asm.Vec;
import io.llamajar.quant.BlockQuant;
import io.llamajar.tensor.Quantized;
import java.util.List;

/**
 * Writes a function that multiplies as many rows as a register has elements with a few tokens,
 * straight from the blocks as they lie in the file: what generation spends its time in.
 *
 * <pre>
 * for each block of the rows, and so on for the next rows:
 *   prefetch as many bytes of the rows after these
 *   scales, minimums of all rows -> stack
 *   for each group, those that lie in the same bytes together: for each token: sum = 0
 *     for each segment of 16 lanes: unpack to 4 registers, rows side by side
 *       for each register, for each token: sum += lanes * the token's four, the same for all rows
 *     for each token: sum -> stack
 *   for each group in order: for each token:
 *     y = fma(sum, scale * xScale, y), y = fma(minimum, product, y)
 * </pre>
 */
final class DirectProduct {
  /** What the function is given: where in its {@link Arguments}. */
  static final class Argument {
    static final int ROWS = 0;
    static final int ROW_BYTES = 1;
    static final int BLOCKS = 2;
    static final int ACTIVATIONS = 3;
    static final int ACTIVATION_BYTES = 4;
    static final int RESULTS = 5;
    static final int RESULT_BYTES = 6;
    static final int AHEAD = 7;

    /** How many times as many rows as a register has elements. */
    static final int TIMES = 8;

    private Argument() {}
  }

  private static final Gp TOKEN = rsi;
  private static final Gp TOKEN_STRIDE = rdx;
  private static final Gp FOURTH_TOKEN = rbp;
  private static final Gp BLOCKS = rcx;
  private static final Gp AHEAD = rax;
  private static final Gp FIRST_ROW = r14;
  private static final Gp TIMES = r15;
  private static final Gp RESULT = BLOCKS; // between the rows

  private final VectorCode code;
  private final BlockQuant quant;
  private final int tokens;
  private final int groups;
  private final int zero;
  private final Dots dots;
  private final Rows rows;
  private final Unpacker unpacker;
  private final Ahead ahead;
  private final Vec[] y; // [token]
  private final Vec[] sums; // [token]
  private final Vec magnitudes;
  private final Vec activations;
  private final Vec free;
  private final Vec excess;
  private final Vec[] constants;

  private DirectProduct(VectorCode code, BlockQuant quant, int tokens) {
    this.code = code;
    this.quant = quant;
    this.tokens = tokens;
    this.groups = quant.type().blockValues() / quant.group();
    this.zero = Dots.zero(code.isa, quant);
    this.dots = new Dots(code, quant, zero);
    this.rows = new Rows(code, code.isa.lanes());
    this.ahead = new Ahead(code, AHEAD, code.isa.lanes() * quant.type().blockBytes());
    y = code.vectors(0, tokens);
    sums = code.vectors(tokens, tokens);
    Vec[][] sets = new Vec[code.isa.isWide() ? 4 : 1][];
    int next = 2 * tokens;
    for (int set = 0; set < sets.length; set++, next += 4) {
      sets[set] = code.vectors(next, 4);
    }
    Vec[] temporary = code.vectors(next, 4);
    Vec[] lanes = code.vectors(next + 4, 4);
    constants = code.vectors(next + 8, code.isa.registers() - next - 8);
    unpacker =
        new Unpacker(code, quant, new Columns(code, rows, sets, temporary), lanes, temporary);
    activations = temporary[0];
    free = temporary[1];
    magnitudes = temporary[2];
    excess = temporary[3];
  }

  /** The most tokens at once. */
  static int most(Isa isa) {
    return isa.isWide() ? 4 : 2;
  }

  static byte[] assemble(Isa isa, BlockQuant quant, int tokens) {
    return Rehearsal.assemble(isa, code -> new DirectProduct(code, quant, tokens).write());
  }

  private void write() {
    Assembler a = code.a;
    Frame frame = Frame.enter(a, groups * (2 + tokens) * code.isa.registerBytes());
    code.keepConstants(constants);
    rows.stride(Arguments.at(Argument.ROW_BYTES));
    a.mov(FIRST_ROW, Arguments.at(Argument.ROWS));
    a.mov(TOKEN_STRIDE, Arguments.at(Argument.ACTIVATION_BYTES));
    a.mov(AHEAD, Arguments.at(Argument.AHEAD));
    a.mov(TIMES, Arguments.at(Argument.TIMES));
    unpacker.prepare();
    Label nextRows = a.here();
    rows.point(FIRST_ROW);
    a.mov(TOKEN, Arguments.at(Argument.ACTIVATIONS));
    a.mov(BLOCKS, Arguments.at(Argument.BLOCKS));
    a.lea(FOURTH_TOKEN, mem(TOKEN_STRIDE, TOKEN_STRIDE, 2));
    a.add(FOURTH_TOKEN, TOKEN);
    for (int t = 0; t < tokens; t++) {
      code.zero(y[t]);
    }
    Label block = a.here();
    unpacker.begin();
    writeFactors();
    writeGroups();
    ahead.advance();
    rows.advance(quant.type().blockBytes());
    int lines = quant.type().blockValues() / Quantized.BLOCK * Quantized.LINE;
    a.add(TOKEN, lines);
    a.add(FOURTH_TOKEN, lines);
    a.dec(BLOCKS);
    a.jnz(block);
    rows.pass(FIRST_ROW);
    a.mov(RESULT, Arguments.at(Argument.RESULTS));
    a.lea(TOKEN, mem(RESULT, code.isa.registerBytes()));
    a.mov(Arguments.at(Argument.RESULTS), TOKEN);
    for (int t = 0; t < tokens; t++) {
      a.vmovups(mem(RESULT), y[t]);
      a.add(RESULT, Arguments.at(Argument.RESULT_BYTES));
    }
    a.dec(TIMES);
    a.jnz(nextRows);
    frame.leave();
  }

  private Mem scale(int g) {
    return mem(rsp, g * code.isa.registerBytes());
  }

  private Mem minimum(int g) {
    return mem(rsp, (groups + g) * code.isa.registerBytes());
  }

  private Mem sum(int g, int t) {
    return mem(rsp, (groups * (2 + t) + g) * code.isa.registerBytes());
  }

  private void writeFactors() {
    unpacker.beginFactors();
    for (int g = 0; g < groups; g++) {
      code.a.vmovups(scale(g), unpacker.factor(quant.scale(g)));
    }
    unpacker.beginFactors();
    for (int g = 0; dots.hasMinimums() && g < groups; g++) {
      code.a.vmovups(minimum(g), unpacker.factor(quant.minimum(g)));
    }
  }

  private void writeGroups() {
    List<Integer> order = unpacker.order();
    boolean isNatural = order.equals(order.stream().sorted().toList());
    for (int i = 0; i < groups; i++) {
      ahead.fetch(i, groups);
      writeSums(order.get(i));
      for (int t = 0; t < tokens; t++) {
        if (isNatural) {
          finish(i, t);
        } else {
          code.a.vmovups(sum(order.get(i), t), sums[t]);
        }
      }
    }
    for (int g = 0; !isNatural && g < groups; g++) {
      for (int t = 0; t < tokens; t++) {
        code.a.vmovups(sums[t], sum(g, t));
        finish(g, t);
      }
    }
  }

  private void writeSums(int g) {
    for (int t = 0; t < tokens; t++) {
      dots.begin(sums[t]);
    }
    int first = g * quant.group();
    for (int lane = first; lane < first + quant.group(); lane += BlockQuant.SEGMENT) {
      Vec[] lanes = unpacker.segment(lane / BlockQuant.SEGMENT, zero);
      for (int c = 0; c < 4; c++) {
        dots.prepare(lanes[c], magnitudes, 1);
        for (int t = 0; t < tokens; t++) {
          Dots.Operands operands = new Dots.Operands(lanes[c], magnitudes, 1, activations, free);
          dots.addOnce(sums[t], operands, line(t, first).at(lanesAt(lane + 4 * c, first)));
        }
      }
    }
  }

  private void finish(int g, int t) {
    int first = g * quant.group();
    Dots.Line line = line(t, first);
    dots.loadExcess(excess, line, first);
    dots.close(sums[t], excess, line, first);
    code.a.vmovups(free, scale(g));
    dots.scale(y[t], sums[t], free, line, activations);
    if (dots.hasMinimums()) {
      code.a.vmovups(free, minimum(g));
      dots.minimum(y[t], free, line, first, activations);
    }
  }

  /** Where a lane lies in the line of the group's first lane. */
  private static int lanesAt(int lane, int first) {
    return Quantized.LANES + lane - first / Quantized.BLOCK * Quantized.BLOCK;
  }

  /** The line of a token with the lane {@code first} of the block. */
  private Dots.Line line(int t, int first) {
    int at = first / Quantized.BLOCK * Quantized.LINE;
    return offset ->
        switch (t) {
          case 0 -> mem(TOKEN, at + offset);
          case 1 -> mem(TOKEN, TOKEN_STRIDE, 1, at + offset);
          case 2 -> mem(TOKEN, TOKEN_STRIDE, 2, at + offset);
          default -> mem(FOURTH_TOKEN, at + offset);
        };
  }
}
