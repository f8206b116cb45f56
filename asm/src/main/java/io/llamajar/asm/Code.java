package io.llamajar.asm;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Bytes of machine code as they are made, with places to be filled in when labels are known. */
final class Code {
  /** What the code and the larger constants begin at a multiple of. */
  static final int ALIGNMENT = 64;

  /** Four bytes at {@code at} that shall hold the label's position plus {@code addend}. */
  private record Gap(int at, Label label, int addend) {}

  private byte[] bytes = new byte[2048];
  private int size;
  private final List<Gap> gaps = new ArrayList<>();
  private final Map<ByteBuffer, Label> constants = new LinkedHashMap<>();

  int size() {
    return size;
  }

  void put8(int value) {
    if (size == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * size);
    }
    bytes[size++] = (byte) value;
  }

  void put32(int value) {
    put8(value);
    put8(value >> 8);
    put8(value >> 16);
    put8(value >> 24);
  }

  void put64(long value) {
    put32((int) value);
    put32((int) (value >> 32));
  }

  /** The distance of a label (and some bytes more) from the end of the instruction. */
  void putDistance(Label label, int displacement, int bytesBehind) {
    gaps.add(new Gap(size, label, displacement - (size + 4 + bytesBehind)));
    put32(0);
  }

  /** A place behind the code that holds these bytes; equal ones share it. */
  Label constant(byte[] value) {
    Label label = constants.get(ByteBuffer.wrap(value));
    if (label == null) {
      label = new Label();
      constants.put(ByteBuffer.wrap(value.clone()), label);
    }
    return label;
  }

  /** The finished code, the constants behind it. */
  byte[] assemble() {
    int end = size;
    for (Map.Entry<ByteBuffer, Label> constant : constants.entrySet()) {
      int length = constant.getKey().limit();
      end = aligned(end, length);
      constant.getValue().bind(end);
      end += length;
    }
    byte[] result = Arrays.copyOf(Arrays.copyOf(bytes, size), end);
    for (Map.Entry<ByteBuffer, Label> constant : constants.entrySet()) {
      constant.getKey().get(0, result, constant.getValue().position(), constant.getKey().limit());
    }
    for (Gap gap : gaps) {
      int value = gap.label.position() + gap.addend;
      for (int i = 0; i < 4; i++) {
        result[gap.at + i] = (byte) (value >> (8 * i));
      }
    }
    return result;
  }

  private int aligned(int position, int length) {
    int unit = position == size ? ALIGNMENT : Math.min(Integer.highestOneBit(length), ALIGNMENT);
    return (position + unit - 1) & -unit;
  }
}
