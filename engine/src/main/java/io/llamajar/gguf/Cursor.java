package io.llamajar.gguf;

import io.llamajar.LlamajarException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Reads the header of a GGUF from front to back; running out of bytes is an error in words. */
final class Cursor {
  /**
   * Real headers take a few MiB, 16 with a vocabulary of 262,144 tokens. This limit also bounds
   * what a lying length can make us walk or allocate.
   */
  private static final int LONGEST_HEADER = 256 << 20;

  /** The longest key that the GGUF specification allows; tensor names are far shorter. */
  private static final int LONGEST_NAME = (1 << 16) - 1;

  private static final int SHOWN_NAME = 80;

  private final String fileName;
  private final MemorySegment file;
  // A buffer, not the segment: the first use of a segment's VarHandles costs a cold JVM tens of
  // milliseconds, a buffer's accessors nothing.
  private final ByteBuffer header;
  private String place = "its header";
  private int at;

  Cursor(String fileName, MemorySegment file) {
    this.fileName = fileName;
    this.file = file;
    long length = Math.min(file.byteSize(), LONGEST_HEADER);
    this.header = file.asSlice(0, length).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Says what is read next, for the error message if the file ends there. */
  void enter(String place) {
    this.place = place;
  }

  int at() {
    return at;
  }

  int remaining() {
    return header.limit() - at;
  }

  /** Steps over some bytes; gives where they begin. */
  int take(long bytes) {
    if (bytes < 0 || bytes > remaining()) {
      throw ranOut();
    }
    int start = at;
    at += (int) bytes;
    return start;
  }

  byte int8() {
    return header.get(take(1));
  }

  short int16() {
    return header.getShort(take(2));
  }

  int int32() {
    return header.getInt(take(4));
  }

  long int64() {
    return header.getLong(take(8));
  }

  /** How many things follow that take at least so many bytes each; more cannot be believed. */
  int count(int leastBytes) {
    long count = int64();
    if (count < 0 || count > remaining() / leastBytes) {
      throw ranOut();
    }
    return (int) count;
  }

  /** The bytes of a string: its length, then itself. */
  MemorySegment text() {
    long length = int64();
    return file.asSlice(take(length), length);
  }

  /** A key or a tensor's name. */
  String name() {
    long length = int64();
    int start = take(length);
    if (length == 0 || length > LONGEST_NAME) {
      throw damaged(place + " is a name of " + length + " bytes");
    }
    byte[] bytes = new byte[(int) length];
    header.get(start, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** All bytes since {@code start}. */
  MemorySegment since(int start) {
    return file.asSlice(start, at - start);
  }

  LlamajarException damaged(String what) {
    return error(what, "it is damaged, download or convert it again");
  }

  LlamajarException error(String what, String advice) {
    return new LlamajarException(fileName + ": " + what + "; " + advice);
  }

  private LlamajarException ranOut() {
    if (file.byteSize() > LONGEST_HEADER) {
      return damaged(place + " does not end within the first " + (LONGEST_HEADER >> 20) + " MiB");
    }
    return error(
        "the file ends inside " + place,
        "it is incomplete or damaged, download or convert it again");
  }

  /** A name from a file as an error message can show it: on one line, not too long. */
  static String quote(String name) {
    StringBuilder shown = new StringBuilder("'");
    name.codePoints()
        .limit(SHOWN_NAME)
        .map(c -> isPrintable(c) ? c : '?')
        .forEach(shown::appendCodePoint);
    return shown.append(name.length() > SHOWN_NAME ? "...'" : "'").toString();
  }

  private static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
