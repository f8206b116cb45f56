package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.*;

import io.llamajar.asm.Assembler;
import io.llamajar.asm.Frame;
import io.llamajar.asm.Gp;
import io.llamajar.asm.Label;
import io.llamajar.asm.Mem;
import io.llamajar.asm.Vec;
import io.llamajar.quant.BlockQuant;

/**
 * Writes a function that packs as many rows as a register has elements into their part of a {@link
 * Panel}.
 *
 * <pre>
 * for each block of the rows:
 *   prefetch as many bytes of the rows after these
 *   scales, minimums of all rows -> panel
 *   for each segment of 16 lanes: unpack to 4 registers, rows side by side -> panel
 * </pre>
 */
final class Packing {
  /** What the function is given: where in its {@link Arguments}. */
  static final class Argument {
    static final int ROWS = 0;
    static final int ROW_BYTES = 1;
    static final int BLOCKS = 2;
    static final int PANEL = 3;
    static final int AHEAD = 4;

    private Argument() {}
  }

  private static final Gp PANEL = rsi;
  private static final Gp BLOCKS = rcx;
  private static final Gp AHEAD = rax;

  private Packing() {}

  static byte[] assemble(Isa isa, BlockQuant quant) {
    return Rehearsal.assemble(isa, code -> write(code, quant, Panel.of(isa, quant)));
  }

  private static void write(VectorCode code, BlockQuant quant, Panel panel) {
    Assembler a = code.a;
    Frame frame = Frame.enter(a);
    Rows rows = new Rows(code, code.isa.lanes());
    rows.stride(Arguments.at(Argument.ROW_BYTES));
    a.mov(rdx, Arguments.at(Argument.ROWS));
    rows.point(rdx);
    a.mov(PANEL, Arguments.at(Argument.PANEL));
    a.mov(BLOCKS, Arguments.at(Argument.BLOCKS));
    a.mov(AHEAD, Arguments.at(Argument.AHEAD));
    Unpacker unpacker = unpacker(code, quant, rows);
    Ahead ahead = new Ahead(code, AHEAD, code.isa.lanes() * quant.type().blockBytes());
    unpacker.prepare();
    Label block = a.here();
    unpacker.begin();
    int groups = quant.type().blockValues() / quant.group();
    unpacker.beginFactors();
    for (int g = 0; g < groups; g++) {
      Mem scales = mem(PANEL, g * panel.groupBytes() + panel.scales());
      a.vmovups(scales, unpacker.factor(quant.scale(g)));
    }
    unpacker.beginFactors();
    for (int g = 0; panel.minimums() && g < groups; g++) {
      Mem minimums = mem(PANEL, g * panel.groupBytes() + panel.minimumsAt());
      a.vmovups(minimums, unpacker.factor(quant.minimum(g)));
    }
    int segments = quant.type().blockValues() / BlockQuant.SEGMENT;
    for (int s = 0; s < segments; s++) {
      ahead.fetch(s, segments);
      Vec[] lanes = unpacker.segment(s, panel.zero());
      int lane = s * BlockQuant.SEGMENT;
      int at = lane / panel.group() * panel.groupBytes() + lane % panel.group() / 4 * Panel.COLUMN;
      for (int c = 0; c < 4; c++) {
        a.vmovdqu(mem(PANEL, at + c * Panel.COLUMN), lanes[c]);
      }
    }
    rows.advance(quant.type().blockBytes());
    a.add(PANEL, groups * panel.groupBytes());
    ahead.advance();
    a.dec(BLOCKS);
    a.jnz(block);
    frame.leave();
  }

  private static Unpacker unpacker(VectorCode code, BlockQuant quant, Rows rows) {
    Vec[] lanes = code.vectors(0, 4);
    Vec[] temporary = code.vectors(4, 4);
    Vec[][] sets = new Vec[(code.isa.registers() - 8) / 4][];
    for (int set = 0; set < sets.length; set++) {
      sets[set] = code.vectors(8 + 4 * set, 4);
    }
    return new Unpacker(code, quant, new Columns(code, rows, sets, temporary), lanes, temporary);
  }
}
