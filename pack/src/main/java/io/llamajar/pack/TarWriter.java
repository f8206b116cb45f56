package io.llamajar.pack;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.llamajar.LlamajarException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Writes a folder as a tar archive whose bytes depend on nothing but names, contents and what may
 * be executed. Format: POSIX.1-2008, pax, section "ustar Interchange Format".
 */
final class TarWriter {
  private static final int BLOCK = 512;
  private static final int LONGEST_NAME = 100;
  private static final int PROGRAM = 0755;
  private static final int FILE = 0644;

  private final OutputStream out;
  private final long seconds;

  /**
   * @param date what everything is dated
   */
  TarWriter(OutputStream out, Timestamp date) {
    this.out = out;
    this.seconds = date.instant().getEpochSecond();
  }

  /** Writes all files of a folder, by name, and what ends an archive. */
  void write(Path folder) throws IOException {
    for (Path path : files(folder)) {
      String name = folder.relativize(path).toString().replace('\\', '/');
      if (Files.isDirectory(path)) {
        header(name + "/", '5', PROGRAM, 0);
      } else {
        byte[] content = Files.readAllBytes(path);
        header(name, '0', Files.isExecutable(path) ? PROGRAM : FILE, content.length);
        out.write(content);
        out.write(new byte[Math.floorMod(-content.length, BLOCK)]);
      }
    }
    out.write(new byte[2 * BLOCK]);
  }

  /** Links are followed: Windows' tar cannot make them for everybody. */
  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(path -> !path.equals(folder)).sorted().toList();
    }
  }

  private void header(String name, char type, int mode, long size) throws IOException {
    byte[] block = new byte[BLOCK];
    if (name.getBytes(UTF_8).length > LONGEST_NAME) {
      throw new LlamajarException(name + " is too long a name for a Java runtime");
    }
    put(block, 0, name);
    put(block, 100, octal(mode, 7));
    put(block, 108, octal(0, 7)); // owner
    put(block, 116, octal(0, 7)); // group
    put(block, 124, octal(size, 11));
    put(block, 136, octal(seconds, 11));
    put(block, 148, " ".repeat(8)); // as which the sum counts itself
    block[156] = (byte) type;
    put(block, 257, "ustar\00000");
    int sum = 0;
    for (byte value : block) {
      sum += Byte.toUnsignedInt(value);
    }
    put(block, 148, octal(sum, 6) + "\0 ");
    out.write(block);
  }

  private static void put(byte[] block, int at, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    System.arraycopy(bytes, 0, block, at, bytes.length);
  }

  private static String octal(long number, int digits) {
    return String.format(Locale.ROOT, "%0" + digits + "o", number);
  }
}
