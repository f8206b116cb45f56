package io.llamajar.pack;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.Archive;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32;

/** What bytes amount to, so that others can tell whether they have the same. */
record Sums(int crc, String sha256) {
  /** Sums up. */
  static final class Counter {
    private final CRC32 crc = new CRC32();
    private final MessageDigest sha256 = digest();

    void add(ByteBuffer bytes) {
      crc.update(bytes.duplicate());
      sha256.update(bytes.duplicate());
    }

    /** Of all until now. It ends with this. */
    Sums sums() {
      return new Sums((int) crc.getValue(), HexFormat.of().formatHex(sha256.digest()));
    }
  }

  /** Complains of content that does not have the sum which its archive tells. */
  static void check(int crc, Archive archive, Archive.Entry entry) {
    if (crc != entry.crc()) {
      throw new LlamajarException(
          "%s is damaged: the check sum of %s is wrong; get it again"
              .formatted(archive.file(), entry.name()));
    }
  }

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every Java has SHA-256", e);
    }
  }

  static Sums of(byte[] bytes) {
    Counter counter = new Counter();
    counter.add(ByteBuffer.wrap(bytes));
    return counter.sums();
  }
}
