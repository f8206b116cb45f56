package io.llamajar.pack;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Lays out a program for 64-bit Windows: machine code, the functions that it calls, empty memory.
 *
 * <p>The code may lie anywhere: it finds all else by its distance from the image's first byte.
 * Source: Microsoft's "PE Format", where every field here has its name.
 *
 * @param functions names of functions of {@code kernel32.dll}
 * @param memory bytes that are zero when the program begins, from {@link #MEMORY} on
 */
record PortableExecutable(List<String> functions, int memory) {
  /** Where the code begins. */
  static final int CODE = 0x1000;

  private static final int IMPORTS = 0x2000;

  /** Where the empty memory begins. */
  static final int MEMORY = 0x3000;

  private static final String LIBRARY = "kernel32.dll";
  private static final int PAGE = 0x1000;
  private static final int BLOCK = 0x200; // what parts of the file begin at a multiple of
  private static final int SIGNATURE = 0x40; // where it is: right behind the header for DOS
  private static final int SECTIONS = 3;
  private static final int OPTIONAL_HEADER = 240;
  private static final int DIRECTORIES = 16;
  private static final long IMAGE_BASE = 0x1_4000_0000L;
  private static final int DESCRIPTOR = 20; // bytes, of a library in the import directory

  PortableExecutable {
    functions = List.copyOf(functions);
  }

  /** Where the address of a function is found. */
  int function(String name) {
    int index = functions.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException(name + " is not among the functions");
    }
    return IMPORTS + Long.BYTES * index;
  }

  /** The file. The code is entered at its first byte. */
  byte[] with(byte[] code) {
    byte[] imports = imports();
    if (code.length > IMPORTS - CODE || imports.length > MEMORY - IMPORTS) {
      throw new IllegalStateException("a section is larger than its place");
    }
    int importsAt = BLOCK + up(code.length, BLOCK);
    byte[] bytes = new byte[importsAt + up(imports.length, BLOCK)];
    ByteBuffer file = littleEndian(bytes);
    headers(file, code.length, imports.length);
    section(file, ".text", CODE, code.length, BLOCK, 0x6000_0020); // code, executed and read
    section(file, ".rdata", IMPORTS, imports.length, importsAt, 0x4000_0040); // data, read
    section(file, ".bss", MEMORY, memory, 0, 0xC000_0080); // empty, read and written
    file.put(BLOCK, code).put(importsAt, imports);
    return bytes;
  }

  private void headers(ByteBuffer file, int code, int imports) {
    file.put(0, "MZ".getBytes(US_ASCII)).putInt(SIGNATURE - 4, SIGNATURE);
    file.position(SIGNATURE).put("PE\0\0".getBytes(US_ASCII));
    file.putShort((short) 0x8664).putShort((short) SECTIONS); // x86-64
    file.putInt(0).putInt(0).putInt(0); // no date, no symbols
    file.putShort((short) OPTIONAL_HEADER).putShort((short) 0x22); // executable, large addresses
    int end = file.position() + OPTIONAL_HEADER;
    file.putShort((short) 0x20B).putShort((short) 0); // PE32+, no linker
    file.putInt(up(code, BLOCK)).putInt(up(imports, BLOCK)).putInt(memory);
    file.putInt(CODE).putInt(CODE); // entry point, base of code
    file.putLong(IMAGE_BASE).putInt(PAGE).putInt(BLOCK);
    file.putInt(6).putInt(0).putInt(6).putInt(0); // versions: system, image, subsystem, none
    file.putInt(up(MEMORY + memory, PAGE)).putInt(BLOCK).putInt(0); // image, headers, no sum
    // A console program; at random addresses of 64 bits, no data executed, terminal server aware.
    file.putShort((short) 3).putShort((short) 0x8160);
    file.putLong(1 << 20).putLong(PAGE).putLong(1 << 20).putLong(PAGE); // stack and heap
    file.putInt(0).putInt(DIRECTORIES);
    int slots = slots();
    file.putLong(0); // exports
    file.putInt(IMPORTS + 2 * slots).putInt(2 * DESCRIPTOR);
    file.position(end - (DIRECTORIES - 12) * Long.BYTES).putInt(IMPORTS).putInt(slots);
    file.position(end);
  }

  private static void section(
      ByteBuffer file, String name, int address, int bytes, int at, int flags) {
    int next = file.position() + 40;
    file.put(name.getBytes(US_ASCII)).position(next - 32);
    file.putInt(bytes).putInt(address);
    file.putInt(at == 0 ? 0 : up(bytes, BLOCK)).putInt(at);
    file.position(next - 4).putInt(flags);
  }

  /**
   * First the slots that Windows fills with addresses; the same slots again, for their names; the
   * library; the names.
   */
  private byte[] imports() {
    int slots = slots();
    int names = 2 * slots + 2 * DESCRIPTOR;
    int size = names + LIBRARY.length() + 2;
    for (String function : functions) {
      size += function.length() + 4;
    }
    byte[] bytes = new byte[size];
    ByteBuffer all = littleEndian(bytes);
    all.putInt(2 * slots, IMPORTS + slots); // names
    all.putInt(2 * slots + 12, IMPORTS + names).putInt(2 * slots + 16, IMPORTS); // library, slots
    all.position(names).put(LIBRARY.getBytes(US_ASCII));
    all.position(up(all.position() + 1, 2));
    for (int i = 0; i < functions.size(); i++) {
      int name = IMPORTS + all.position();
      all.putLong(Long.BYTES * i, name).putLong(slots + Long.BYTES * i, name);
      all.putShort((short) 0).put(functions.get(i).getBytes(US_ASCII)); // no hint where it may be
      all.position(up(all.position() + 1, 2));
    }
    return bytes;
  }

  /** Bytes of a slot for each function, and of an empty one that ends them. */
  private int slots() {
    return Long.BYTES * (functions.size() + 1);
  }

  private static int up(int bytes, int unit) {
    return (bytes + unit - 1) & -unit;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
