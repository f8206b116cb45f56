package io.llamajar.asm;

import static io.llamajar.asm.Form.IB;

/**
 * The shapes of instructions on vectors and masks: which operand goes into which field.
 *
 * <p>In the tables that follow, d is the destination, a and b (or s) are sources, i an immediate.
 */
public abstract sealed class VectorShapes extends GeneralInstructions permits MoveInstructions {
  VectorShapes(boolean listed) {
    super(listed);
  }

  /** {@code d = a op b}. */
  final void op(String name, int form, Vec d, Vec a, Operand b) {
    note(name, form, d.bits(), d, a, b);
    sameWidth(d, a);
    encode(form, d.bits(), new Fields(d, source(a)), read(b));
  }

  /** {@code d = op(s)}. */
  final void op(String name, int form, Vec d, Operand s) {
    note(name, form, d.bits(), d, s);
    encode(form, d.bits(), new Fields(d, 0), read(s));
  }

  /** {@code d = op(s)} where the destination may be memory, or narrower. */
  final void store(String name, int form, Operand d, Vec s) {
    note(name, form, s.bits(), d, s);
    Fields fields =
        d instanceof Vec v
            ? new Fields(source(s), 0, v.mask(), v.zeroing())
            : new Fields(source(s), 0, ((Mem) d).mask, false);
    encode(form, s.bits(), fields, d);
  }

  /** {@code d = op(s)} where the destination has half the source's width. */
  final void halve(String name, int form, Vec d, Operand s) {
    if (d.bits() == 128 && s instanceof Mem) {
      throw new IllegalArgumentException("how many bytes of memory are to be read is not said");
    }
    int bits = s instanceof Vec v ? v.bits() : 512;
    if (d.bits() != Math.max(128, bits / 2)) {
      throw new IllegalArgumentException("the destination must have half the source's width");
    }
    note(name, form, bits, d, s);
    encode(form, bits, new Fields(d, 0), read(s));
  }

  /** {@code d = s op i}: a digit in the form is part of the opcode. */
  final void shift(String name, int form, Vec d, Operand s, int i) {
    note(name, form, d.bits(), d, s);
    // A VEX encoding has no memory here.
    int only = s instanceof Mem && Form.hasEvex(form) ? Form.EVEX : 0;
    Fields fields = new Fields(Form.digit(form), d.number(), d.mask(), d.zeroing());
    encode(form | only | IB, d.bits(), fields, read(s));
    ib(i);
  }

  /** The immediate byte at the end of an instruction whose form has {@code IB}. */
  final void ib(int i) {
    if (i < -128 || i > 255) {
      throw new IllegalArgumentException("the immediate " + i + " does not fit into a byte");
    }
    code.put8(i);
    noteImmediate(i);
  }

  /** A fourth register, in the immediate byte: {@code d = select(a, b, by)}. */
  final void select(String name, int form, Vec d, Vec a, Operand b, Vec by) {
    note(name, form, d.bits(), d, a, b, by);
    sameWidth(d, a);
    sameWidth(d, by);
    if (source(by) > 15) {
      throw new IllegalArgumentException("this instruction has no EVEX encoding");
    }
    encode(form | IB, d.bits(), new Fields(d, source(a)), read(b));
    code.put8(by.number() << 4);
  }

  /** {@code d = s} at the elements that {@code by} selects. */
  final void store(String name, int form, Mem d, Vec by, Vec s) {
    note(name, form, s.bits(), d, by, s);
    sameWidth(s, by);
    encode(form, s.bits(), new Fields(source(s), source(by), d.mask, false), d);
  }

  // ---- with general-purpose registers ----

  final void op(String name, int form, Vec d, Gp s) {
    note(name, form, d.bits(), d, s);
    encodeRegister(form, d.bits(), new Fields(d, 0), s);
  }

  final void op(String name, int form, Vec d, Vec a, Gp b) {
    note(name, form, d.bits(), d, a, b);
    sameWidth(d, a);
    encodeRegister(form, d.bits(), new Fields(d, source(a)), b);
  }

  final void op(String name, int form, Gp d, Vec s) {
    note(name, form, s.bits(), d, s);
    source(s);
    encodeRegister(form, s.bits(), new Fields(d.number(), 0), s);
  }

  final void store(String name, int form, Gp d, Vec s) {
    note(name, form, s.bits(), d, s);
    encodeRegister(form, s.bits(), new Fields(source(s), 0), d);
  }

  // ---- with masks ----

  /** {@code d = a op b}, one bit for each element. */
  final void op(String name, int form, Mask d, Vec a, Operand b) {
    note(name, form, a.bits(), d, a, b);
    encode(form, a.bits(), new Fields(d.number(), source(a), d.under(), false), read(b));
  }

  final void op(String name, int form, Mask d, Vec s) {
    note(name, form, s.bits(), d, s);
    source(s);
    encodeRegister(form, s.bits(), new Fields(d.number(), 0, d.under(), false), s);
  }

  final void op(String name, int form, Vec d, Mask s) {
    note(name, form, d.bits(), d, s);
    encodeRegister(form, d.bits(), new Fields(d, 0), s);
  }

  // ---- gathers ----

  /** EVEX: the elements of {@code d} that its mask selects, from anywhere. */
  final void gather(String name, int form, Vec d, Mem s) {
    if (d.mask() == 0) {
      throw new IllegalArgumentException("a gather needs a mask");
    }
    note(name, form, d.bits(), d, s);
    int index = indices(d, s);
    encodeAnyMemory(form | Form.EVEX, d.bits(), new Fields(d, index & 16), s);
  }

  /** VEX: the elements of {@code d} for which {@code by} has its highest bit set. */
  final void gather(String name, int form, Vec d, Mem s, Vec by) {
    note(name, form, d.bits(), d, s, by);
    sameWidth(d, by);
    int index = indices(d, s);
    if (index > 15 || index == by.number() || d.number() == by.number()) {
      throw new IllegalArgumentException("a gather's registers must all be different");
    }
    encodeAnyMemory(form | Form.VEX, d.bits(), new Fields(d, source(by)), s);
  }

  private static int indices(Vec d, Mem s) {
    if (!(s.address instanceof Address.Indexed indexed && indexed.index() instanceof Vec index)) {
      throw new IllegalArgumentException("a gather needs a vector of indices");
    }
    sameWidth(d, index);
    if (index.number() == d.number()) {
      throw new IllegalArgumentException("a gather's registers must all be different");
    }
    return source(index);
  }

  // ---- checks ----

  private static void sameWidth(Vec a, Vec b) {
    if (a.bits() != b.bits()) {
      throw new IllegalArgumentException("the widths of the operands do not go together");
    }
  }

  /** The number of a register that is only read. */
  private static int source(Vec vec) {
    read(vec);
    return vec.number();
  }

  /** The same, if it can be read: a mask is for what is written. */
  private static Operand read(Operand operand) {
    int mask = operand instanceof Vec vec ? vec.mask() : ((Mem) operand).mask;
    if (mask != 0) {
      throw new IllegalArgumentException("a mask is for what is written, not for what is read");
    }
    return operand;
  }
}
