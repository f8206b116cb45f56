package io.llamajar.asm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An assembler for x86-64: each call appends an instruction, {@link #assemble} gives the bytes.
 *
 * <p>Operands stand in Intel's order, the destination first, and are named by {@link Registers}:
 *
 * <pre>{@code
 * a.vmovups(zmm(0), mem(rdi, rcx, 4));
 * a.vfmadd231ps(zmm(1).merge(k(1)), zmm(0), mem(rsi, 64).broadcast());
 * }</pre>
 *
 * <p>Where an instruction has a VEX and an EVEX encoding the operands decide: VEX, unless they need
 * a register above 15, 512 bits, a mask or a broadcast. Operands that cannot be encoded are an
 * {@link IllegalArgumentException}. Instructions are what the CPU has, see {@link CpuFeatures}, or
 * running them ends the process: nothing here checks that.
 */
public final class Assembler extends MaskInstructions {
  // What to fill gaps with: Intel SDM volume 2, NOP, "recommended multi-byte sequence".
  private static final byte[][] NOPS = {
    {(byte) 0x90},
    {0x66, (byte) 0x90},
    {0x0F, 0x1F, 0x00},
    {0x0F, 0x1F, 0x40, 0x00},
    {0x0F, 0x1F, 0x44, 0x00, 0x00},
    {0x66, 0x0F, 0x1F, 0x44, 0x00, 0x00},
    {0x0F, 0x1F, (byte) 0x80, 0x00, 0x00, 0x00, 0x00},
    {0x0F, 0x1F, (byte) 0x84, 0x00, 0x00, 0x00, 0x00, 0x00},
    {0x66, 0x0F, 0x1F, (byte) 0x84, 0x00, 0x00, 0x00, 0x00, 0x00},
  };

  public Assembler() {
    this(false);
  }

  private Assembler(boolean listed) {
    super(listed);
  }

  /** An assembler that can say what it assembled, see {@link #listing}. */
  public static Assembler listed() {
    return new Assembler(true);
  }

  /** The label is here, before the next instruction. */
  public void bind(Label label) {
    if (label.isBound()) {
      throw new IllegalStateException("the label is bound already");
    }
    label.bind(code.size());
  }

  /** A label that is here, before the next instruction. */
  public Label here() {
    Label label = new Label();
    bind(label);
    return label;
  }

  /** Fills up with instructions that do nothing to a multiple of so many bytes, at most 64. */
  public void align(int bytes) {
    if (Integer.bitCount(bytes) != 1 || bytes > Code.ALIGNMENT) {
      throw new IllegalArgumentException("code cannot be aligned to " + bytes + " bytes");
    }
    int gap = -code.size() & (bytes - 1);
    while (gap > 0) {
      byte[] nop = NOPS[Math.min(gap, NOPS.length) - 1];
      note("nop", 0, 64);
      for (byte b : nop) {
        code.put8(b);
      }
      gap -= nop.length;
    }
  }

  /**
   * Bytes behind the code, for {@code mem(label)}. Their position is a multiple of their number, up
   * to 64, if that is a power of two. Asking for the same bytes again gives the same label.
   */
  public Label constant(byte[] bytes) {
    return code.constant(bytes);
  }

  /** A constant of so many bits, in which these bytes (their lowest 8 bits) are repeated. */
  public Label bytes(int bits, int... values) {
    byte[] pattern = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      pattern[i] = (byte) values[i];
    }
    return repeated(bits, pattern);
  }

  /** A constant of so many bits, in which these numbers are repeated. */
  public Label ints(int bits, int... values) {
    byte[] pattern = new byte[4 * values.length];
    littleEndian(pattern).asIntBuffer().put(values);
    return repeated(bits, pattern);
  }

  /** A constant of so many bits, in which these numbers are repeated. */
  public Label longs(int bits, long... values) {
    byte[] pattern = new byte[8 * values.length];
    littleEndian(pattern).asLongBuffer().put(values);
    return repeated(bits, pattern);
  }

  /** A constant of so many bits, in which these numbers are repeated. */
  public Label floats(int bits, float... values) {
    byte[] pattern = new byte[4 * values.length];
    littleEndian(pattern).asFloatBuffer().put(values);
    return repeated(bits, pattern);
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private Label repeated(int bits, byte[] pattern) {
    byte[] all = new byte[bits / 8];
    if (pattern.length == 0 || all.length % pattern.length != 0) {
      throw new IllegalArgumentException(
          "a constant of " + bits + " bits is no multiple of " + pattern.length + " bytes");
    }
    for (int at = 0; at < all.length; at += pattern.length) {
      System.arraycopy(pattern, 0, all, at, pattern.length);
    }
    return constant(all);
  }

  /** The code, then its constants; it must lie at a multiple of 64 bytes to run. */
  public byte[] assemble() {
    return code.assemble();
  }
}
