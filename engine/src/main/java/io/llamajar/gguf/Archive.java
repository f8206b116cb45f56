package io.llamajar.gguf;

import io.llamajar.LlamajarException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A ZIP or JAR file and where its entries lie, so that uncompressed ones can be mapped in place.
 *
 * <p>The JDK's own {@code ZipFile} does not tell offsets. Read from the back, as the format wants
 * it: the end record, where needed its zip64 twin, the central directory, an entry's local header.
 * Bytes in front of the archive (a program, a start script) may shift all offsets; how far follows
 * from where the central directory really ends. Source: PKWARE's APPNOTE.TXT 6.3, sections 4.3 and
 * 4.5.
 */
public final class Archive {
  private static final int END = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int LONGEST_COMMENT = 0xffff;
  private static final int LOCATOR64 = 0x07064b50;
  private static final int LOCATOR64_BYTES = 20;
  private static final int END64 = 0x06064b50;
  private static final int END64_BYTES = 56;
  private static final int CENTRAL = 0x02014b50;
  private static final int CENTRAL_BYTES = 46;
  private static final int LOCAL = 0x04034b50;
  private static final int LOCAL_BYTES = 30;
  private static final int EXTRA64 = 1;

  private static final int IS_ENCRYPTED = 1;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;

  // A JAR with ten thousand classes has a directory of one MiB.
  private static final int LARGEST_DIRECTORY = 64 << 20;

  private static final int LARGEST_CONTENT = 1 << 30; // of an entry that is read into memory

  private static final int MOST_DEFLATED = 1032; // times smaller: more cannot be had

  // GGUF aligns its tensors to this within itself, so it must begin at a multiple of it.
  private static final int ALIGNMENT = GgufReader.DEFAULT_ALIGNMENT;

  /** The central directory: {@code start} where it lies, {@code shift} what to add to offsets. */
  private record Directory(long start, long bytes, long entries, long shift) {}

  /**
   * A file in the archive.
   *
   * @param crc the CRC-32 of its content
   * @param packedBytes what it takes in the archive
   * @param bytes what it has when unpacked
   * @param headerAt where its local header lies in the file
   * @param method how it was packed, in the format's numbers
   * @param flags what else was done to it, likewise
   */
  public record Entry(
      String name, int crc, long packedBytes, long bytes, long headerAt, int method, int flags) {
    /** Whether its content stands in the archive as it is. */
    public boolean isStored() {
      return !isEncrypted() && method == STORED && packedBytes == bytes;
    }

    boolean isEncrypted() {
      return (flags & IS_ENCRYPTED) != 0;
    }
  }

  private final Path file;
  private final Directory directory;
  private final ByteBuffer headers; // of the directory: names are looked for in the bytes

  private Archive(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.directory = directory(channel);
    this.headers = read(channel, directory.start(), (int) directory.bytes());
  }

  /**
   * Reads an archive's directory.
   *
   * @throws LlamajarException if it cannot be read, is no ZIP file, or is damaged
   */
  public static Archive open(Path file) {
    try (FileChannel channel = FileAccess.open(file)) {
      return new Archive(file, channel);
    } catch (IOException e) {
      throw FileAccess.unreadable(file, e);
    }
  }

  public Path file() {
    return file;
  }

  /**
   * All entries, in the order of the directory.
   *
   * @throws LlamajarException if the directory is damaged
   */
  public List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    eachHeader(at -> {
      Entry entry = entryAt(at);
      if (!names.add(entry.name())) {
        throw twice(entry.name());
      }
      entries.add(entry);
    });
    return entries;
  }

  /**
   * The entry of a name.
   *
   * @throws LlamajarException if the directory is damaged
   */
  public Optional<Entry> entry(String name) {
    byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
    List<Entry> found = new ArrayList<>();
    eachHeader(at -> {
      if (uint16(headers, at + 28) == wanted.length
          && headers.slice(at + CENTRAL_BYTES, wanted.length).equals(ByteBuffer.wrap(wanted))) {
        found.add(entryAt(at));
      }
    });
    if (found.size() > 1) {
      throw twice(name);
    }
    return found.stream().findFirst();
  }

  private void eachHeader(IntConsumer reader) {
    int at = 0;
    for (long i = 0; i < directory.entries(); i++) {
      if (headers.limit() - at < CENTRAL_BYTES || headers.getInt(at) != CENTRAL) {
        throw damaged("its directory is wrong");
      }
      int end = at + CENTRAL_BYTES + uint16(headers, at + 28);
      end += uint16(headers, at + 30) + uint16(headers, at + 32);
      if (end > headers.limit()) {
        throw damaged("its directory is wrong");
      }
      reader.accept(at);
      at = end;
    }
  }

  /**
   * An entry to be mapped in place.
   *
   * @throws LlamajarException if there is none of that name, or it is compressed or not aligned
   */
  public GgufSource source(String name) {
    Entry entry = entry(name).orElseThrow(() -> missing(name));
    if (entry.isEncrypted()) {
      throw unmappable(entry, "is encrypted");
    }
    if (!entry.isStored()) {
      throw unmappable(entry, "is compressed");
    }
    long start = start(entry);
    if (start % ALIGNMENT != 0) {
      throw unmappable(entry, "begins at byte " + start + ", not a multiple of " + ALIGNMENT);
    }
    return new GgufSource(file, start, entry.bytes(), Optional.of(name));
  }

  /**
   * What a small entry holds, unpacked and compared with its check sum.
   *
   * @throws LlamajarException if it is damaged
   */
  public byte[] content(Entry entry) {
    byte[] packed = packed(entry);
    byte[] content = entry.isStored() ? packed : inflated(packed, entry);
    CRC32 crc = new CRC32();
    crc.update(content);
    if ((int) crc.getValue() != entry.crc()) {
      throw damaged("the check sum of " + Cursor.quote(entry.name()) + " is wrong");
    }
    return content;
  }

  /** The bytes of a small entry as they stand in the archive. */
  public byte[] packed(Entry entry) {
    long most = Math.max(entry.bytes(), entry.packedBytes());
    boolean isPossible = entry.bytes() / MOST_DEFLATED <= entry.packedBytes();
    if (most > LARGEST_CONTENT || entry.isEncrypted() || !isPossible) {
      throw damaged(Cursor.quote(entry.name()) + " is encrypted or far too large");
    }
    try (FileChannel channel = FileAccess.open(file)) {
      return read(channel, start(channel, entry), (int) entry.packedBytes()).array();
    } catch (IOException e) {
      throw FileAccess.unreadable(file, e);
    }
  }

  private byte[] inflated(byte[] packed, Entry entry) {
    byte[] content = new byte[(int) entry.bytes()];
    try (Inflater inflater = new Inflater(true)) {
      inflater.setInput(packed);
      int made = inflater.inflate(content);
      if (entry.method() == DEFLATED && made == content.length) {
        return content;
      }
    } catch (DataFormatException e) {
      throw damaged(Cursor.quote(entry.name()) + " cannot be unpacked (" + e.getMessage() + ")");
    }
    throw damaged(Cursor.quote(entry.name()) + " cannot be unpacked");
  }

  /** Where an entry's content begins in the file. */
  public long start(Entry entry) {
    try (FileChannel channel = FileAccess.open(file)) {
      return start(channel, entry);
    } catch (IOException e) {
      throw FileAccess.unreadable(file, e);
    }
  }

  /** Behind its local header, whose length only it knows. */
  private long start(FileChannel channel, Entry entry) throws IOException {
    long at = entry.headerAt();
    if (at < 0 || at > directory.start() - LOCAL_BYTES) {
      throw damaged("the entry " + Cursor.quote(entry.name()) + " lies outside of it");
    }
    ByteBuffer header = read(channel, at, LOCAL_BYTES);
    int nameBytes = uint16(header, 26);
    long start = at + LOCAL_BYTES + nameBytes + uint16(header, 28);
    if (header.getInt(0) != LOCAL || start > directory.start() - entry.packedBytes()) {
      throw damaged("the entry " + Cursor.quote(entry.name()) + " is not where it should be");
    }
    String name = text(read(channel, at + LOCAL_BYTES, nameBytes), 0, nameBytes);
    if (uint16(header, 8) != entry.method() || !name.equals(entry.name())) {
      throw damaged("the entry " + Cursor.quote(entry.name()) + " contradicts the directory");
    }
    return start;
  }

  private Directory directory(FileChannel channel) throws IOException {
    long fileBytes = channel.size();
    long tailStart = Math.max(0, fileBytes - END_BYTES - LONGEST_COMMENT);
    ByteBuffer tail = read(channel, tailStart, (int) (fileBytes - tailStart));
    for (int at = tail.limit() - END_BYTES; at >= 0; at--) {
      // The comment after the record must fill the file, or else these bytes are by chance.
      if (tail.getInt(at) == END && at + END_BYTES + uint16(tail, at + 20) == tail.limit()) {
        return directory(channel, tail.slice(at, END_BYTES).order(tail.order()), tailStart + at);
      }
    }
    throw new LlamajarException(
        file + " is no ZIP archive, or its end is missing; check its name, or get it again");
  }

  private Directory directory(FileChannel channel, ByteBuffer end, long endAt) throws IOException {
    long count = uint16(end, 10);
    long bytes = uint32(end, 12);
    long offset = uint32(end, 16);
    long directoryEnd = endAt;
    long disks = uint16(end, 4) | uint16(end, 6);
    long locatorAt = endAt - LOCATOR64_BYTES;
    if (locatorAt >= END64_BYTES && read(channel, locatorAt, 4).getInt(0) == LOCATOR64) {
      directoryEnd = end64(channel, locatorAt);
      ByteBuffer end64 = read(channel, directoryEnd, END64_BYTES);
      count = end64.getLong(32);
      bytes = end64.getLong(40);
      offset = end64.getLong(48);
      disks = end64.getInt(16) | end64.getInt(20);
    }
    long start = directoryEnd - bytes;
    if (disks != 0 || bytes < 0 || offset < 0 || start < offset) {
      throw damaged("its end record is wrong");
    }
    if (bytes > LARGEST_DIRECTORY) {
      throw damaged("its directory is " + bytes + " bytes long");
    }
    return new Directory(start, bytes, count, start - offset);
  }

  /** Where the zip64 end record lies: where its locator says, or shifted, right before that. */
  private long end64(FileChannel channel, long locatorAt) throws IOException {
    long told = read(channel, locatorAt, LOCATOR64_BYTES).getLong(8);
    for (long at : new long[] {told, locatorAt - END64_BYTES}) {
      if (at >= 0 && at <= locatorAt - END64_BYTES && read(channel, at, 4).getInt(0) == END64) {
        return at;
      }
    }
    throw damaged("its zip64 end record is missing");
  }

  private Entry entryAt(int at) {
    ByteBuffer header = headers.slice(at, headers.limit() - at).order(ByteOrder.LITTLE_ENDIAN);
    int nameBytes = uint16(header, 28);
    String name = text(header, CENTRAL_BYTES, nameBytes);
    // In the extra field stand those of the three, in this order, that do not fit into 32 bits.
    long[] numbers = {uint32(header, 24), uint32(header, 20), uint32(header, 42)};
    ByteBuffer extra = header.slice(CENTRAL_BYTES + nameBytes, uint16(header, 30));
    ByteBuffer wide = extra64(extra.order(ByteOrder.LITTLE_ENDIAN));
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] == 0xffff_ffffL) {
        if (wide.remaining() < Long.BYTES) {
          throw damaged("the zip64 sizes of " + Cursor.quote(name) + " are missing");
        }
        numbers[i] = wide.getLong();
      }
    }
    if (Arrays.stream(numbers).anyMatch(n -> n < 0)) {
      throw damaged("the sizes of " + Cursor.quote(name) + " are wrong");
    }
    return new Entry(
        name,
        header.getInt(16),
        numbers[1],
        numbers[0],
        numbers[2] + directory.shift(),
        uint16(header, 10),
        uint16(header, 8));
  }

  private static ByteBuffer extra64(ByteBuffer extra) {
    while (extra.remaining() >= 4) {
      int id = Short.toUnsignedInt(extra.getShort());
      int bytes = Math.min(Short.toUnsignedInt(extra.getShort()), extra.remaining());
      if (id == EXTRA64) {
        return extra.slice(extra.position(), bytes).order(ByteOrder.LITTLE_ENDIAN);
      }
      extra.position(extra.position() + bytes);
    }
    return ByteBuffer.allocate(0);
  }

  private ByteBuffer read(FileChannel channel, long at, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, at + buffer.position()) < 0) {
        throw damaged("it ends too early");
      }
    }
    return buffer.flip();
  }

  private static String text(ByteBuffer bytes, int at, int length) {
    return StandardCharsets.UTF_8.decode(bytes.slice(at, length)).toString();
  }

  private static int uint16(ByteBuffer bytes, int at) {
    return Short.toUnsignedInt(bytes.getShort(at));
  }

  private static long uint32(ByteBuffer bytes, int at) {
    return Integer.toUnsignedLong(bytes.getInt(at));
  }

  private LlamajarException twice(String name) {
    return damaged("it has two entries " + Cursor.quote(name));
  }

  private LlamajarException missing(String name) {
    return new LlamajarException(
        file + " has no entry " + Cursor.quote(name) + "; check the entry's name");
  }

  private LlamajarException unmappable(Entry entry, String why) {
    return new LlamajarException(
        file
            + ": the entry "
            + Cursor.quote(entry.name())
            + " "
            + why
            + ", so it cannot be mapped in place; pack the model again, stored and aligned");
  }

  private LlamajarException damaged(String what) {
    return new LlamajarException(file + " is a damaged archive: " + what + "; get it again");
  }
}
