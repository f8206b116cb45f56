package io.llamajar.pack;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.Archive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.LongConsumer;
import java.util.zip.CRC32;

/**
 * What a packed file is, once it has been read again from front to back.
 *
 * @param bytes its size
 * @param sha256 of all of it, in hexadecimal digits
 */
public record Receipt(long bytes, String sha256) {
  /**
   * Reads a packed file, and compares each entry with its check sum.
   *
   * @throws LlamajarException if one is wrong
   */
  public static Receipt of(Path file, LongConsumer progress) throws IOException {
    Archive archive = Archive.open(file);
    for (Archive.Entry entry : archive.entries()) {
      if (PackedFile.isModel(entry.name())) {
        check(archive, entry, progress);
      } else {
        archive.content(entry);
      }
    }
    MessageDigest digest = Sums.digest();
    Stretch.whole(file).read((bytes, before) -> digest.update(bytes), done -> {});
    return new Receipt(Files.size(file), HexFormat.of().formatHex(digest.digest()));
  }

  private static void check(Archive archive, Archive.Entry entry, LongConsumer progress)
      throws IOException {
    CRC32 crc = new CRC32();
    new Stretch(archive.file(), archive.start(entry), entry.bytes())
        .read((bytes, before) -> crc.update(bytes), progress);
    if ((int) crc.getValue() != entry.crc()) {
      throw new LlamajarException(
          "%s is damaged: the check sum of %s is wrong; get it again"
              .formatted(archive.file(), entry.name()));
    }
  }
}
