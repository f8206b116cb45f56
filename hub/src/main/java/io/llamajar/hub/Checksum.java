package io.llamajar.hub;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a file's bytes must sum up to: their SHA-256, or as git has it the SHA-1 of a line with
 * their number and of them.
 *
 * @param hex 64 or 40 digits
 */
record Checksum(String hex) {
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern GIT = Pattern.compile("[0-9a-f]{40}");

  /** Where nobody knows what it must be. */
  static final Checksum NONE = new Checksum("0".repeat(64));

  /** The sum that a text is, if it is one. */
  static Optional<Checksum> of(String text) {
    String hex = text.toLowerCase(Locale.ROOT);
    return SHA_256.matcher(hex).matches() || GIT.matcher(hex).matches()
        ? Optional.of(new Checksum(hex))
        : Optional.empty();
  }

  boolean isSha256() {
    return hex.length() == 64;
  }

  String algorithm() {
    return isSha256() ? "SHA-256" : "SHA-1";
  }

  /** Takes bytes from the first on. */
  MessageDigest begin(long size) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm());
      if (!isSha256()) {
        digest.update(("blob " + size + "\0").getBytes(US_ASCII));
      }
      return digest;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has it", e);
    }
  }

  /** Whether these were the bytes so far; more may follow. */
  boolean isMetBy(MessageDigest digest) {
    try {
      MessageDigest soFar = (MessageDigest) digest.clone();
      return HexFormat.of().formatHex(soFar.digest()).equals(hex);
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("The JDK's own can be copied", e);
    }
  }

  /** A name for a text that may have any characters. */
  static String nameFor(String text) {
    byte[] sum = NONE.begin(0).digest(text.getBytes(UTF_8));
    return HexFormat.of().formatHex(sum, 0, 8);
  }
}
