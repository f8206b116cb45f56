package io.llamajar.gguf;

import java.util.Optional;

/** The types that a metadata value can have, with their numbers in the file and sizes in bytes. */
public enum ValueType {
  // spotless:off
  UINT8  ( 0, 1),
  INT8   ( 1, 1),
  UINT16 ( 2, 2),
  INT16  ( 3, 2),
  UINT32 ( 4, 4),
  INT32  ( 5, 4),
  FLOAT32( 6, 4),
  BOOL   ( 7, 1),
  STRING ( 8, 0),
  ARRAY  ( 9, 0),
  UINT64 (10, 8),
  INT64  (11, 8),
  FLOAT64(12, 8);
  // spotless:on

  private static final ValueType[] TYPES = values();

  private final int id;
  private final int bytes;

  ValueType(int id, int bytes) {
    this.id = id;
    this.bytes = bytes;
  }

  static Optional<ValueType> of(int id) {
    return id >= 0 && id < TYPES.length ? Optional.of(TYPES[id]) : Optional.empty();
  }

  int id() {
    return id;
  }

  /** Bytes of one value; 0 where they vary. */
  int bytes() {
    return bytes;
  }
}
