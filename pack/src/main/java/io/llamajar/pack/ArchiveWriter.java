package io.llamajar.pack;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.llamajar.LlamajarException;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;

/**
 * Writes a ZIP archive from front to back, with entries that can be mapped into memory in place;
 * its bytes depend on nothing but the names, the contents and their order.
 */
final class ArchiveWriter implements Closeable {
  // The JDK's ZipOutputStream cannot align an entry without repeating the padding in the central
  // directory, and writes times in the machine's time zone. The format is PKWARE's APPNOTE.TXT;
  // section 4.3.7 is the local header, 4.3.12 the central directory, 4.3.16 its end.

  /** What a mappable entry's data starts at a multiple of: the largest page of common systems. */
  static final int ALIGNMENT = 64 * 1024;

  private static final int LOCAL_HEADER = 0x04034b50;
  private static final int CENTRAL_HEADER = 0x02014b50;
  private static final int DIRECTORY_END = 0x06054b50;
  private static final int LOCAL_HEADER_BYTES = 30;
  private static final int CENTRAL_HEADER_BYTES = 46;
  private static final int DIRECTORY_END_BYTES = 22;

  private static final short VERSION = 20; // 2.0: folders and deflate
  private static final short NAMES_ARE_UTF8 = 1 << 11;
  private static final int DATE = (2026 - 1980) << 25 | 1 << 21 | 1 << 16; // 1 January, 0:00

  private static final long MAX_BYTES = 0xffff_ffffL;
  private static final int MAX_ENTRIES = 0xffff;

  private final WritableByteChannel out;
  private final List<Entry> entries = new ArrayList<>();
  private long at;

  /** What the local header and the central directory both say, and where the former is. */
  private record Entry(String name, int method, int crc, int packed, int size, long offset) {
    byte[] nameBytes() {
      return name.getBytes(UTF_8);
    }

    void describe(ByteBuffer header) {
      header.putShort(VERSION).putShort(NAMES_ARE_UTF8).putShort((short) method).putInt(DATE);
      header.putInt(crc).putInt(packed).putInt(size).putShort((short) nameBytes().length);
    }
  }

  /** Writes to {@code out}, which becomes the archive and is closed with it. */
  ArchiveWriter(WritableByteChannel out) {
    this.out = out;
  }

  /** Adds a file, deflated if that makes it smaller. */
  void add(String name, byte[] content) throws IOException {
    byte[] deflated = deflate(content);
    if (deflated.length < content.length) {
      write(entry(name, ZipEntry.DEFLATED, content, deflated.length), 0, deflated);
    } else {
      write(entry(name, ZipEntry.STORED, content, content.length), 0, content);
    }
  }

  /** Adds a file as it is, its first byte at a multiple of {@link #ALIGNMENT}. */
  void addMappable(String name, byte[] content) throws IOException {
    Entry entry = entry(name, ZipEntry.STORED, content, content.length);
    long data = at + LOCAL_HEADER_BYTES + entry.nameBytes().length;
    write(entry, (int) Math.floorMod(-data, (long) ALIGNMENT), content);
  }

  private Entry entry(String name, int method, byte[] content, int packed) {
    CRC32 crc = new CRC32();
    crc.update(content);
    return new Entry(name, method, (int) crc.getValue(), packed, content.length, at);
  }

  private static byte[] deflate(byte[] content) throws IOException {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new DeflaterOutputStream(bytes, deflater)) {
      out.write(content);
    } finally {
      deflater.end();
    }
    return bytes.toByteArray();
  }

  /**
   * Writes the local header and the data, {@code padding} zeros between them. They are the header's
   * extra field: readers see fields of type 0 without content, and pass over a rest that is too
   * short to be one, as Android's zipalign has taught them all. (One reader, ZipInputStream,
   * refuses more than 65,489 bytes less the name: as much as the directory could hold.)
   */
  private void write(Entry entry, int padding, byte[] data) throws IOException {
    byte[] name = entry.nameBytes();
    ByteBuffer header = littleEndian(LOCAL_HEADER_BYTES + name.length + padding);
    header.putInt(LOCAL_HEADER);
    entry.describe(header);
    header.putShort((short) padding).put(name);
    emit(header);
    emit(ByteBuffer.wrap(data));
    entries.add(entry);
  }

  /** Writes the central directory and closes the archive. */
  @Override
  public void close() throws IOException {
    try (out) {
      long directory = at;
      for (Entry entry : entries) {
        byte[] name = entry.nameBytes();
        ByteBuffer header = littleEndian(CENTRAL_HEADER_BYTES + name.length);
        header.putInt(CENTRAL_HEADER).putShort(VERSION);
        entry.describe(header);
        header.position(CENTRAL_HEADER_BYTES - 4).putInt((int) entry.offset).put(name);
        emit(header);
      }
      if (at > MAX_BYTES || entries.size() > MAX_ENTRIES) {
        throw new LlamajarException(
            "The archive has more than 4 GiB or 65,535 files; leave the larger models outside it");
      }
      ByteBuffer end = littleEndian(DIRECTORY_END_BYTES);
      end.putInt(DIRECTORY_END).putInt(0);
      end.putShort((short) entries.size()).putShort((short) entries.size());
      end.putInt((int) (at - directory)).putInt((int) directory);
      emit(end);
    }
  }

  /** Writes all of a buffer, filled up or not: what was left out is zero. */
  private void emit(ByteBuffer bytes) throws IOException {
    bytes.rewind();
    while (bytes.hasRemaining()) {
      at += out.write(bytes);
    }
  }

  private static ByteBuffer littleEndian(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
