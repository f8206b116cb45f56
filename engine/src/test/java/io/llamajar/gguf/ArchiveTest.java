package io.llamajar.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.LlamajarException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model is found and mapped inside an archive, wherever the archive begins. */
class ArchiveTest {
  private static final String NAME = "models/m.gguf";
  private static final int END_BYTES = 22;
  private static final int LOCATOR64_BYTES = 20;
  private static final int END64_BYTES = 56;

  @TempDir Path folder;
  private byte[] model = {};

  @BeforeEach
  void writeModel() throws IOException {
    Path file = folder.resolve("m.gguf");
    GgufWriterTest.tiny().write(file);
    model = Files.readAllBytes(file);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 32, 100_000 / 32 * 32})
  void aModelIsMappedBehindAnyPrefix(int prefix) throws IOException {
    opens(prefixed(prefix, zip(ZipEntry.STORED)));
  }

  @Test
  void offsetsMayCountThePrefix() throws IOException {
    byte[] zip = zip(ZipEntry.STORED);
    byte[] archive = prefixed(64, zip);
    ByteBuffer counted = little(archive);
    int end = counted.limit() - END_BYTES;
    int directory = counted.getInt(end + 16) + 64;
    counted.putInt(end + 16, directory);
    for (int at = directory; at < end; at = nextEntry(counted, at)) {
      counted.putInt(at + 42, counted.getInt(at + 42) + 64);
    }
    opens(archive);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 64})
  void zip64RecordsAreRead(int prefix) throws IOException {
    opens(prefixed(prefix, zip64(zip(ZipEntry.STORED))));
  }

  @Test
  void aCommentAtTheEndIsSteppedOver() throws IOException {
    byte[] zip = zip(ZipEntry.STORED);
    byte[] commented = new byte[zip.length + 1000];
    System.arraycopy(zip, 0, commented, 0, zip.length);
    little(commented).putShort(zip.length - 2, (short) 1000);
    opens(commented);
  }

  @Test
  void aCompressedModelIsRefused() throws IOException {
    refused(zip(ZipEntry.DEFLATED), "'models/m.gguf' is compressed, so it cannot be mapped");
  }

  @Test
  void anUnalignedModelIsRefused() throws IOException {
    refused(prefixed(1, zip(ZipEntry.STORED)), "not a multiple of 32");
  }

  @Test
  void aMissingEntryIsNamed() throws IOException {
    Path file = Files.write(folder.resolve("a.zip"), zip(ZipEntry.STORED));
    assertThatThrownBy(() -> GgufSource.inArchive(file, "other.gguf"))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining("has no entry 'other.gguf'");
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    refused(new byte[0], "is no ZIP archive");
    refused(new byte[100_000], "is no ZIP archive");
    refused(model, "is no ZIP archive");
    assertThatThrownBy(() -> GgufSource.inArchive(folder, NAME))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining("is a folder");
    assertThatThrownBy(() -> GgufSource.inArchive(folder.resolve("no.zip"), NAME))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining("does not exist");
  }

  @Test
  void anEntryThatContradictsItsDirectoryIsRefused() throws IOException {
    byte[] zip = zip(ZipEntry.STORED);
    ByteBuffer end = little(zip);
    int local = end.getInt(nextEntry(end, end.getInt(zip.length - END_BYTES + 16)) + 42);

    byte[] moved = zip.clone();
    moved[local] = 0;
    refused(moved, "is not where it should be");
    byte[] renamed = zip.clone();
    renamed[local + 30] = 'X';
    refused(renamed, "contradicts the directory");
  }

  @Test
  void damagedArchivesGiveNothingButOneLine() throws IOException {
    Random random = new Random(7);
    byte[][] archives = {zip(ZipEntry.STORED), zip64(zip(ZipEntry.STORED))};
    Path file = folder.resolve("damaged.zip");
    for (int i = 0; i < 1500; i++) {
      byte[] zip = archives[i % 2].clone();
      int length = i % 10 == 0 ? random.nextInt(zip.length) : zip.length;
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        // Everything of interest is in the last few hundred bytes.
        zip[zip.length - 1 - random.nextInt(300)] = (byte) (random.nextInt(5) - 2);
      }
      Files.write(file, Arrays.copyOf(zip, length));
      try {
        GgufSource source = GgufSource.inArchive(file, NAME);
        assertThat(source.offset() + source.length()).isLessThanOrEqualTo(length);
      } catch (LlamajarException e) {
        assertThat(e.getMessage()).isNotBlank().hasLineCount(1);
      }
    }
  }

  private void opens(byte[] archive) throws IOException {
    Path file = Files.write(folder.resolve("archive.zip"), archive);
    GgufSource source = GgufSource.inArchive(file, NAME);
    assertThat(source.length()).isEqualTo(model.length);
    try (Gguf gguf = Gguf.open(source);
        Gguf expected = Gguf.open(GgufSource.of(folder.resolve("m.gguf")))) {
      Same.assertSame(gguf, expected);
    }
  }

  private void refused(byte[] archive, String reason) throws IOException {
    Path file = Files.write(folder.resolve("bad.zip"), archive);
    assertThatThrownBy(() -> GgufSource.inArchive(file, NAME))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining(reason)
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
  }

  /** An archive with a compressed entry and then the model, at a multiple of 32. */
  private byte[] zip(int method) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("readme.txt"));
      zip.write("hello".getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
      zip.flush();
      ZipEntry entry = new ZipEntry(NAME);
      entry.setMethod(method);
      entry.setSize(model.length);
      CRC32 crc = new CRC32();
      crc.update(model);
      entry.setCrc(crc.getValue());
      int content = bytes.size() + 30 + NAME.length() + 4;
      entry.setExtra(padding((32 - content % 32) % 32));
      zip.putNextEntry(entry);
      zip.write(model);
      zip.closeEntry();
    }
    return bytes.toByteArray();
  }

  private static byte[] padding(int bytes) {
    byte[] extra = new byte[4 + bytes];
    little(extra).putShort((short) 0xd935).putShort((short) bytes);
    return extra;
  }

  /** The same archive with all its numbers in zip64 records. */
  private static byte[] zip64(byte[] zip) {
    ByteBuffer old = little(zip);
    int end = zip.length - END_BYTES;
    int directory = old.getInt(end + 16);
    ByteArrayOutputStream entries = new ByteArrayOutputStream();
    for (int at = directory; at < end; at = nextEntry(old, at)) {
      byte[] entry = Arrays.copyOfRange(zip, at, nextEntry(old, at));
      ByteBuffer header = little(entry);
      byte[] wide = new byte[28];
      little(wide)
          .putShort((short) 1)
          .putShort((short) 24)
          .putLong(header.getInt(24))
          .putLong(header.getInt(20))
          .putLong(header.getInt(42));
      header.putInt(20, -1).putInt(24, -1).putInt(42, -1);
      header.putShort(30, (short) (header.getShort(30) + wide.length));
      entries.writeBytes(entry);
      entries.writeBytes(wide);
    }
    int end64 = directory + entries.size();
    byte[] result = Arrays.copyOf(zip, end64 + END64_BYTES + LOCATOR64_BYTES + END_BYTES);
    ByteBuffer all = little(result).position(directory).put(entries.toByteArray());
    all.putInt(0x06064b50).putLong(44).putInt(0x002d002d).putInt(0).putInt(0);
    all.putLong(2).putLong(2).putLong(entries.size()).putLong(directory);
    all.putInt(0x07064b50).putInt(0).putLong(end64).putInt(1);
    all.putInt(0x06054b50).putInt(0).putInt(-1).putInt(-1).putInt(-1).putShort((short) 0);
    return result;
  }

  private static int nextEntry(ByteBuffer zip, int at) {
    return at + 46 + zip.getShort(at + 28) + zip.getShort(at + 30) + zip.getShort(at + 32);
  }

  private static byte[] prefixed(int prefix, byte[] zip) {
    byte[] whole = new byte[prefix + zip.length];
    System.arraycopy(zip, 0, whole, prefix, zip.length);
    return whole;
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
