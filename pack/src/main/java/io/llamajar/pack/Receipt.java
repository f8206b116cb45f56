package io.llamajar.pack;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.Archive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
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
    List<Archive.Entry> models = new ArrayList<>();
    for (Archive.Entry entry : archive.entries()) {
      if (PackedFile.isModel(entry.name())) {
        models.add(entry);
      } else {
        archive.content(entry);
      }
    }
    models.sort(Comparator.comparingLong(Archive.Entry::headerAt));
    return new Receipt(Files.size(file), sha256(archive, models, progress));
  }

  /** Sums up the file from front to back, and the models on the way: they are most of it. */
  private static String sha256(Archive archive, List<Archive.Entry> models, LongConsumer progress)
      throws IOException {
    MessageDigest digest = Sums.digest();
    long at = 0;
    for (Archive.Entry model : models) {
      long start = archive.start(model);
      add(new Stretch(archive.file(), at, start - at), digest);
      CRC32 crc = new CRC32();
      new Stretch(archive.file(), start, model.bytes())
          .read(
              (bytes, before) -> {
                crc.update(bytes.duplicate());
                digest.update(bytes);
              },
              progress);
      Sums.check((int) crc.getValue(), archive, model);
      at = start + model.bytes();
    }
    add(new Stretch(archive.file(), at, Files.size(archive.file()) - at), digest);
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void add(Stretch rest, MessageDigest digest) throws IOException {
    rest.read((bytes, before) -> digest.update(bytes), done -> {});
  }
}
