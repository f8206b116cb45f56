package io.llamajar.pack;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.llamajar.gguf.Archive;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;

/**
 * Writes a ZIP archive from front to back, of any size, with entries that can be mapped into memory
 * in place; its bytes depend on nothing but the names, the contents, their order and the date.
 */
final class ArchiveWriter {
  // The JDK's ZipOutputStream cannot align an entry without repeating the padding in the central
  // directory, and writes times in the machine's time zone. The format is PKWARE's APPNOTE.TXT;
  // section 4.3.7 is the local header, 4.3.12 the central directory, 4.3.14 to 4.3.16 its end,
  // 4.5.3 the field for numbers that need 64 bits.

  /** What a mappable entry's data starts at a multiple of: the largest page of common systems. */
  static final int ALIGNMENT = 64 * 1024;

  private static final int LOCAL_HEADER = 0x04034b50;
  private static final int CENTRAL_HEADER = 0x02014b50;
  private static final int DIRECTORY_END = 0x06054b50;
  private static final int DIRECTORY_END64 = 0x06064b50;
  private static final int LOCATOR64 = 0x07064b50;
  private static final int LOCAL_HEADER_BYTES = 30;
  private static final int CENTRAL_HEADER_BYTES = 46;
  private static final int DIRECTORY_END_BYTES = 22;
  private static final int DIRECTORY_END64_BYTES = 56;
  private static final int LOCATOR64_BYTES = 20;

  private static final short VERSION = 20; // 2.0: folders and deflate
  private static final short VERSION64 = 45; // 4.5: zip64
  private static final short NAMES_ARE_UTF8 = 1 << 11;
  private static final short EXTRA64 = 1;
  private static final long MAX32 = 0xffff_ffffL;
  private static final int MAX16 = 0xffff;

  // ZipInputStream refuses a longer extra field, less the name: as much as the directory could
  // hold.
  private static final int LARGEST_EXTRA = MAX16 - CENTRAL_HEADER_BYTES;

  private final Target out;
  private final int date;
  private final List<Entry> entries = new ArrayList<>();
  private long at;

  /** What the local header and the central directory both say, and where the former is. */
  private record Entry(String name, int method, int crc, long packed, long size, long offset) {
    byte[] nameBytes() {
      return name.getBytes(UTF_8);
    }

    boolean isLarge() {
      return Math.max(packed, size) >= MAX32;
    }

    /** The numbers that do not fit into 32 bits, as an extra field. */
    ByteBuffer extra(boolean withOffset) {
      boolean farOff = withOffset && offset >= MAX32;
      int bytes = (isLarge() ? 2 * Long.BYTES : 0) + (farOff ? Long.BYTES : 0);
      if (bytes == 0) {
        return ByteBuffer.allocate(0);
      }
      ByteBuffer extra = littleEndian(2 * Short.BYTES + bytes);
      extra.putShort(EXTRA64).putShort((short) bytes);
      if (isLarge()) {
        extra.putLong(size).putLong(packed);
      }
      return (farOff ? extra.putLong(offset) : extra).flip();
    }

    void describe(ByteBuffer header, int date, int extra) {
      header.putShort(extra > 0 ? VERSION64 : VERSION).putShort(NAMES_ARE_UTF8);
      header.putShort((short) method).putInt(date).putInt(crc);
      header.putInt(isLarge() ? (int) MAX32 : (int) packed);
      header.putInt(isLarge() ? (int) MAX32 : (int) size);
      header.putShort((short) nameBytes().length);
    }
  }

  /**
   * @param before how many bytes stand in front of the archive
   */
  ArchiveWriter(Target out, Timestamp date, long before) {
    this.out = out;
    this.date = date.dos();
    this.at = before;
  }

  /** Adds a file, deflated if that makes it smaller. */
  void add(String name, byte[] content) throws IOException {
    byte[] deflated = deflate(content);
    if (deflated.length < content.length) {
      add(name, ZipEntry.DEFLATED, Sums.of(content).crc(), content.length, deflated);
    } else {
      addStored(name, content);
    }
  }

  /** Adds a file as it is. */
  void addStored(String name, byte[] content) throws IOException {
    add(name, ZipEntry.STORED, Sums.of(content).crc(), content.length, content);
  }

  /** Adds a file as it was packed in another archive: whoever deflates it may do so otherwise. */
  void add(Archive.Entry entry, byte[] packed) throws IOException {
    add(entry.name(), entry.method(), entry.crc(), entry.bytes(), packed);
  }

  private void add(String name, int method, int crc, long size, byte[] packed) throws IOException {
    Entry entry = new Entry(name, method, crc, packed.length, size, at);
    writeHeader(entry, 0);
    emit(ByteBuffer.wrap(packed));
    entries.add(entry);
  }

  /**
   * Adds a file as it is, its first byte at a multiple of {@link #ALIGNMENT}.
   *
   * @param progress is told of bytes as they are written
   * @return where that is, and what it amounts to
   */
  Placed addMappable(String name, Stretch content, LongConsumer progress) throws IOException {
    return addMappable(name, content.length(), start -> out.copy(content, start, progress));
  }

  /** The same for what is in memory. */
  void addMappable(String name, byte[] content) throws IOException {
    addMappable(
        name,
        content.length,
        start -> {
          out.write(ByteBuffer.wrap(content), start);
          return Sums.of(content);
        });
  }

  /** Where an entry's data begins, and what it amounts to. */
  record Placed(long start, Sums sums) {}

  /** Writes content to a position of the file, and sums it up. */
  private interface Filler {
    Sums fill(long start) throws IOException;
  }

  private Placed addMappable(String name, long size, Filler content) throws IOException {
    Entry entry = new Entry(name, ZipEntry.STORED, 0, size, size, at);
    int extra = entry.extra(false).limit();
    long headers = (long) LOCAL_HEADER_BYTES + entry.nameBytes().length + extra;
    int padding = (int) Math.floorMod(-(at + headers), (long) ALIGNMENT);
    if (extra + padding + entry.nameBytes().length > LARGEST_EXTRA) {
      int gap = MAX16 - LARGEST_EXTRA + extra; // in front of the header, where nobody looks
      emit(ByteBuffer.allocate(gap));
      padding -= gap;
    }
    long offset = at;
    long start = offset + headers + padding;
    Sums sums = content.fill(start);
    Entry summed = new Entry(name, ZipEntry.STORED, sums.crc(), size, size, offset);
    writeHeader(summed, padding);
    at += size;
    entries.add(summed);
    return new Placed(start, sums);
  }

  private static byte[] deflate(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        OutputStream out = new DeflaterOutputStream(bytes, deflater)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  /**
   * Writes the local header, {@code padding} zeros behind it. They belong to its extra field:
   * readers see fields of type 0 without content, and pass over a rest that is too short to be one,
   * as Android's zipalign has taught them all.
   */
  private void writeHeader(Entry entry, int padding) throws IOException {
    byte[] name = entry.nameBytes();
    ByteBuffer extra = entry.extra(false);
    ByteBuffer header = littleEndian(LOCAL_HEADER_BYTES + name.length + extra.limit() + padding);
    header.putInt(LOCAL_HEADER);
    entry.describe(header, date, extra.limit());
    header.putShort((short) (extra.limit() + padding)).put(name).put(extra);
    emit(header);
  }

  /** Writes the central directory, with which the archive ends, and tells where that is. */
  long finish() throws IOException {
    long directory = at;
    for (Entry entry : entries) {
      byte[] name = entry.nameBytes();
      ByteBuffer extra = entry.extra(true);
      ByteBuffer header = littleEndian(CENTRAL_HEADER_BYTES + name.length + extra.limit());
      header.putInt(CENTRAL_HEADER).putShort(extra.hasRemaining() ? VERSION64 : VERSION);
      entry.describe(header, date, extra.limit());
      header.putShort((short) extra.limit());
      header.position(CENTRAL_HEADER_BYTES - Integer.BYTES);
      header.putInt((int) Math.min(entry.offset, MAX32)).put(name).put(extra);
      emit(header);
    }
    end(directory);
    return at;
  }

  private void end(long directory) throws IOException {
    long bytes = at - directory;
    if (at >= MAX32 || entries.size() >= MAX16) {
      long end64 = at;
      ByteBuffer end = littleEndian(DIRECTORY_END64_BYTES);
      end.putInt(DIRECTORY_END64).putLong(DIRECTORY_END64_BYTES - 12);
      end.putShort(VERSION64).putShort(VERSION64).putInt(0).putInt(0);
      end.putLong(entries.size()).putLong(entries.size()).putLong(bytes).putLong(directory);
      emit(end);
      emit(littleEndian(LOCATOR64_BYTES).putInt(LOCATOR64).putInt(0).putLong(end64).putInt(1));
    }
    short count = (short) Math.min(entries.size(), MAX16);
    ByteBuffer end = littleEndian(DIRECTORY_END_BYTES);
    end.putInt(DIRECTORY_END).putInt(0).putShort(count).putShort(count);
    emit(end.putInt((int) Math.min(bytes, MAX32)).putInt((int) Math.min(directory, MAX32)));
  }

  /** Writes all of a buffer, filled up or not: what was left out is zero. */
  private void emit(ByteBuffer bytes) throws IOException {
    out.write(bytes.rewind(), at);
    at += bytes.limit();
  }

  private static ByteBuffer littleEndian(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
