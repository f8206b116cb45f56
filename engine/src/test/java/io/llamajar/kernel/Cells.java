package io.llamajar.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.nio.IntBuffer;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/**
 * What an operation writes to, as a row of cells of bits.
 *
 * @param count all of them, more than what the operation is to write
 * @param isNan whether these bits of a cell are one of many that mean the same
 */
record Cells(int count, IntUnaryOperator read, Put write, Nan isNan) {
  interface Put {
    void put(int cell, int bits);
  }

  interface Nan {
    boolean test(int cell, int bits);
  }

  static Cells floats(MemorySegment memory) {
    return new Cells(
        Math.toIntExact(memory.byteSize() / Float.BYTES),
        cell -> memory.getAtIndex(JAVA_INT, cell),
        (cell, bits) -> memory.setAtIndex(JAVA_INT, cell, bits),
        (_, bits) -> Float.isNaN(Float.intBitsToFloat(bits)));
  }

  static Cells halves(MemorySegment memory) {
    return new Cells(
        Math.toIntExact(memory.byteSize() / Short.BYTES),
        cell -> memory.getAtIndex(JAVA_SHORT, cell),
        (cell, bits) -> memory.setAtIndex(JAVA_SHORT, cell, (short) bits),
        (_, bits) -> Float.isNaN(Float.float16ToFloat((short) bits)));
  }

  static Cells bytes(MemorySegment memory) {
    return new Cells(
        Math.toIntExact(memory.byteSize()),
        cell -> memory.get(JAVA_BYTE, cell),
        (cell, bits) -> memory.set(JAVA_BYTE, cell, (byte) bits),
        (_, _) -> false);
  }

  /** Words of lines of quantised activations, of which four in each line are float32. */
  static Cells lines(MemorySegment memory) {
    Cells floats = floats(memory);
    Set<Integer> inLine = Set.of(0, 4, 5, 6);
    return new Cells(
        floats.count,
        floats.read,
        floats.write,
        (word, bits) -> inLine.contains(word % 16) && floats.isNan.test(word, bits));
  }

  static Cells experts(Selection selection, int count) {
    return new Cells(
        count,
        selection::expert,
        (cell, expert) -> selection.set(cell, expert, selection.weight(cell)),
        (_, _) -> false);
  }

  static Cells weights(Selection selection, int count) {
    return new Cells(
        count,
        cell -> Float.floatToRawIntBits(selection.weight(cell)),
        (cell, bits) -> selection.set(cell, selection.expert(cell), Float.intBitsToFloat(bits)),
        (_, bits) -> Float.isNaN(Float.intBitsToFloat(bits)));
  }

  int bits(int cell) {
    return read.applyAsInt(cell);
  }

  IntBuffer copy() {
    IntBuffer copy = IntBuffer.allocate(count);
    for (int cell = 0; cell < count; cell++) {
      copy.put(cell, bits(cell));
    }
    return copy;
  }

  void fill(IntBuffer bits) {
    for (int cell = 0; cell < count; cell++) {
      write.put(cell, bits.get(cell));
    }
  }

  boolean holds(int cell, int expected) {
    int actual = bits(cell);
    return actual == expected || (isNan.test(cell, actual) && isNan.test(cell, expected));
  }
}
