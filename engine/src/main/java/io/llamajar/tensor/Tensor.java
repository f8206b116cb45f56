package io.llamajar.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A matrix of float32 activations in native memory: {@code [rows, columns]}, rows one after
 * another.
 *
 * <p>Usually a row belongs to a token. The same object serves pass after pass: {@link Workspace}
 * reshapes it, and its memory grows only when a larger shape than ever before is asked for.
 */
public final class Tensor {
  private final Arena arena;
  private final Quantized quantized;
  private MemorySegment floats;
  private int rows;
  private int columns;

  /** Rows and columns may change later; {@code arena} owns the memory. */
  public Tensor(Arena arena, int rows, int columns) {
    this.arena = arena;
    this.quantized = new Quantized(arena);
    this.floats = MemorySegment.NULL;
    reshape(rows, columns);
  }

  /** Gives it another shape; what was in it is lost. */
  void reshape(int newRows, int newColumns) {
    long bytes = Math.multiplyExact((long) newRows * newColumns, Float.BYTES);
    if (floats.byteSize() < bytes) {
      // Twice the last at least: an arena keeps what has become too small.
      floats = Memory.allocate(arena, Math.max(bytes, 2 * floats.byteSize()));
    }
    rows = newRows;
    columns = newColumns;
    quantized.forget();
  }

  public int rows() {
    return rows;
  }

  public int columns() {
    return columns;
  }

  /** The values, to read: at least {@code rows * columns} float32. */
  public MemorySegment read() {
    return floats;
  }

  /** The values, to write: what was quantised from earlier ones is forgotten. */
  public MemorySegment write() {
    quantized.forget();
    return floats;
  }

  /** One value. */
  public float at(int row, int column) {
    return floats.getAtIndex(ValueLayout.JAVA_FLOAT, (long) row * columns + column);
  }

  /**
   * The same values as 8-bit integers with scales; up to date once an operation has asked for it.
   */
  public Quantized quantized() {
    return quantized;
  }
}
