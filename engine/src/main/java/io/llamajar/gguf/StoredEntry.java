package io.llamajar.gguf;

import io.llamajar.LlamajarException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Finds where an uncompressed entry of a ZIP or JAR file lies, so that it can be mapped in place.
 *
 * <p>The JDK's own {@code ZipFile} does not tell offsets. Read from the back, as the format wants
 * it: the end record, where needed its zip64 twin, the central directory, the entry's local header.
 * Bytes in front of the archive (a program, a start script) shift all offsets; how far follows from
 * where the central directory really ends. Source: PKWARE's APPNOTE.TXT 6.3, sections 4.3 and 4.5.
 */
final class StoredEntry {
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

  // A JAR with ten thousand classes has a directory of one MiB.
  private static final int LARGEST_DIRECTORY = 64 << 20;

  // GGUF aligns its tensors to this within itself, so it must begin at a multiple of it.
  private static final int ALIGNMENT = GgufReader.DEFAULT_ALIGNMENT;

  /** The central directory: {@code start} where it lies, {@code shift} what to add to offsets. */
  private record Directory(long start, long bytes, long entries, long shift) {}

  /** An entry of the central directory; the numbers of an entry can be 64 bits wide. */
  private record Entry(int flags, int method, long packed, long bytes, long header) {}

  private final Path archive;
  private final FileChannel file;
  private final long fileBytes;
  private final String entryName;
  private final byte[] wanted;

  private StoredEntry(Path archive, FileChannel file, String entryName) throws IOException {
    this.archive = archive;
    this.file = file;
    this.fileBytes = file.size();
    this.entryName = entryName;
    this.wanted = entryName.getBytes(StandardCharsets.UTF_8);
  }

  static GgufSource find(Path archive, String entryName) {
    try (FileChannel file = FileAccess.open(archive)) {
      return new StoredEntry(archive, file, entryName).find();
    } catch (IOException e) {
      throw FileAccess.unreadable(archive, e);
    }
  }

  private GgufSource find() throws IOException {
    Directory directory = directory();
    Entry entry = entry(directory);
    if ((entry.flags() & IS_ENCRYPTED) != 0) {
      throw unmappable("is encrypted");
    }
    if (entry.method() != STORED || entry.packed() != entry.bytes()) {
      throw unmappable("is compressed");
    }
    long start = content(entry, directory);
    if (start % ALIGNMENT != 0) {
      throw unmappable("begins at byte " + start + ", not a multiple of " + ALIGNMENT);
    }
    return new GgufSource(archive, start, entry.bytes());
  }

  private Directory directory() throws IOException {
    long tailStart = Math.max(0, fileBytes - END_BYTES - LONGEST_COMMENT);
    ByteBuffer tail = read(tailStart, (int) (fileBytes - tailStart));
    for (int at = tail.limit() - END_BYTES; at >= 0; at--) {
      // The comment after the record must fill the file, or else these bytes are by chance.
      if (tail.getInt(at) == END && at + END_BYTES + uint16(tail, at + 20) == tail.limit()) {
        return directory(tail.slice(at, END_BYTES).order(tail.order()), tailStart + at);
      }
    }
    throw new LlamajarException(
        archive + " is no ZIP archive, or its end is missing; check its name, or get it again");
  }

  private Directory directory(ByteBuffer end, long endAt) throws IOException {
    long entries = uint16(end, 10);
    long bytes = uint32(end, 12);
    long offset = uint32(end, 16);
    long directoryEnd = endAt;
    long disks = uint16(end, 4) | uint16(end, 6);
    long locatorAt = endAt - LOCATOR64_BYTES;
    if (locatorAt >= END64_BYTES && read(locatorAt, 4).getInt(0) == LOCATOR64) {
      directoryEnd = end64(locatorAt);
      ByteBuffer end64 = read(directoryEnd, END64_BYTES);
      entries = end64.getLong(32);
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
    return new Directory(start, bytes, entries, start - offset);
  }

  /** Where the zip64 end record lies: where its locator says, or shifted, right before that. */
  private long end64(long locatorAt) throws IOException {
    long told = read(locatorAt, LOCATOR64_BYTES).getLong(8);
    for (long at : new long[] {told, locatorAt - END64_BYTES}) {
      if (at >= 0 && at <= locatorAt - END64_BYTES && read(at, 4).getInt(0) == END64) {
        return at;
      }
    }
    throw damaged("its zip64 end record is missing");
  }

  private Entry entry(Directory directory) throws IOException {
    ByteBuffer all = read(directory.start(), (int) directory.bytes());
    Entry found = null;
    for (long i = 0; i < directory.entries(); i++) {
      if (all.remaining() < CENTRAL_BYTES || all.getInt(all.position()) != CENTRAL) {
        throw damaged("its directory is wrong");
      }
      ByteBuffer header = all.slice().order(ByteOrder.LITTLE_ENDIAN);
      int nameBytes = uint16(header, 28);
      int extraBytes = uint16(header, 30);
      int bytes = CENTRAL_BYTES + nameBytes + extraBytes + uint16(header, 32);
      if (bytes > all.remaining()) {
        throw damaged("its directory is wrong");
      }
      if (isWanted(header, CENTRAL_BYTES, nameBytes)) {
        if (found != null) {
          throw damaged("it has two entries " + Cursor.quote(entryName));
        }
        found = entry(header, header.slice(CENTRAL_BYTES + nameBytes, extraBytes));
      }
      all.position(all.position() + bytes);
    }
    if (found == null) {
      throw new LlamajarException(
          archive + " has no entry " + Cursor.quote(entryName) + "; check the entry's name");
    }
    return found;
  }

  private boolean isWanted(ByteBuffer header, int nameAt, int nameBytes) {
    return header.slice(nameAt, nameBytes).equals(ByteBuffer.wrap(wanted));
  }

  private Entry entry(ByteBuffer header, ByteBuffer extra) {
    // In the extra field stand those of the three, in this order, that do not fit into 32 bits.
    long[] numbers = {uint32(header, 24), uint32(header, 20), uint32(header, 42)};
    ByteBuffer wide = extra64(extra.order(ByteOrder.LITTLE_ENDIAN));
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] == 0xffff_ffffL) {
        if (wide.remaining() < Long.BYTES) {
          throw damaged("the zip64 sizes of " + Cursor.quote(entryName) + " are missing");
        }
        numbers[i] = wide.getLong();
      }
    }
    if (Arrays.stream(numbers).anyMatch(n -> n < 0)) {
      throw damaged("the sizes of " + Cursor.quote(entryName) + " are wrong");
    }
    return new Entry(uint16(header, 8), uint16(header, 10), numbers[1], numbers[0], numbers[2]);
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

  /** Where the entry's bytes begin: behind its local header, whose length only it knows. */
  private long content(Entry entry, Directory directory) throws IOException {
    long at = entry.header() + directory.shift();
    if (at < 0 || at > directory.start() - LOCAL_BYTES) {
      throw damaged("the entry " + Cursor.quote(entryName) + " lies outside of it");
    }
    ByteBuffer header = read(at, LOCAL_BYTES);
    int nameBytes = uint16(header, 26);
    long start = at + LOCAL_BYTES + nameBytes + uint16(header, 28);
    if (header.getInt(0) != LOCAL || start > directory.start() - entry.bytes()) {
      throw damaged("the entry " + Cursor.quote(entryName) + " is not where it should be");
    }
    if (uint16(header, 8) != STORED || !isWanted(read(at + LOCAL_BYTES, nameBytes), 0, nameBytes)) {
      throw damaged("the entry " + Cursor.quote(entryName) + " contradicts the directory");
    }
    return start;
  }

  private ByteBuffer read(long at, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (file.read(buffer, at + buffer.position()) < 0) {
        throw damaged("it ends too early");
      }
    }
    return buffer.flip();
  }

  private static int uint16(ByteBuffer bytes, int at) {
    return Short.toUnsignedInt(bytes.getShort(at));
  }

  private static long uint32(ByteBuffer bytes, int at) {
    return Integer.toUnsignedLong(bytes.getInt(at));
  }

  private LlamajarException unmappable(String why) {
    return new LlamajarException(
        archive
            + ": the entry "
            + Cursor.quote(entryName)
            + " "
            + why
            + ", so it cannot be mapped in place; pack the model again, stored and aligned");
  }

  private LlamajarException damaged(String what) {
    return new LlamajarException(archive + " is a damaged archive: " + what + "; get it again");
  }
}
