package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.*;

import io.llamajar.asm.Assembler;
import io.llamajar.asm.Frame;
import io.llamajar.asm.Gp;
import io.llamajar.asm.Label;
import io.llamajar.asm.Vec;

/**
 * Writes a function that lays keys side by side: a panel is as many keys as a register has
 * elements, {@code [width, keys]}.
 *
 * <pre>
 * for each panel: for each four columns: 16 bytes of each key, transposed -> panel
 * </pre>
 */
final class KeyPanels {
  /** What the function is given: where in its {@link Arguments}. */
  static final class Argument {
    /** Keys in float32. */
    static final int KEYS = 0;

    static final int KEY_BYTES = 1;
    static final int PANELS = 2;

    /** How many panels. */
    static final int COUNT = 3;

    private Argument() {}
  }

  private static final Gp PANEL = rsi;
  private static final Gp COUNT = rcx;
  private static final Gp KEYS = rdx;
  private static final Gp KEY_BYTES = rbx;
  private static final Gp COLUMNS = rax;

  private KeyPanels() {}

  static byte[] assemble(Isa isa) {
    return VectorCode.assemble(isa, code -> write(code));
  }

  private static void write(VectorCode code) {
    Assembler a = code.a;
    Frame frame = Frame.enter(a);
    Rows rows = new Rows(code, code.isa.lanes());
    Columns columns = new Columns(code, rows, new Vec[][] {code.vectors(0, 4)}, code.vectors(4, 4));
    a.mov(PANEL, Arguments.at(Argument.PANELS));
    a.mov(COUNT, Arguments.at(Argument.COUNT));
    a.mov(KEYS, Arguments.at(Argument.KEYS));
    a.mov(KEY_BYTES, Arguments.at(Argument.KEY_BYTES));
    rows.stride(Arguments.at(Argument.KEY_BYTES));
    Label panel = a.here();
    rows.point(KEYS);
    a.mov(COLUMNS, KEY_BYTES);
    Label four = a.here();
    columns.forget();
    for (int c = 0; c < Columns.BYTES / Float.BYTES; c++) {
      a.vmovups(mem(PANEL), columns.at(0, c));
      a.add(PANEL, code.isa.registerBytes());
    }
    rows.advance(Columns.BYTES);
    a.sub(COLUMNS, Columns.BYTES);
    a.jnz(four);
    rows.pass(KEYS);
    a.dec(COUNT);
    a.jnz(panel);
    frame.leave();
  }
}
