package io.llamajar.pack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import io.llamajar.LlamajarException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;

/** What stands in front of the archive and makes it a program: for shells, and for Windows. */
final class Start {
  // The first line has the system call a shell; a shell passes over the quoted text, and a Windows
  // command interpreter over the line with the colon, which to it is a label. Neither part may have
  // a single quote where the other reads it. Line ends are those of Unix: labels are not jumped to.

  private Start() {}

  /**
   * Where a Java lies in the file.
   *
   * @param start its first byte, a multiple of {@link ArchiveWriter#ALIGNMENT}
   * @param fingerprint tells it from others
   */
  record Inside(String platform, long start, long bytes, String fingerprint) {
    Inside at(long elsewhere) {
      return new Inside(platform, elsewhere, bytes, fingerprint);
    }

    /** Of one width whatever the numbers: the script's length is needed before they are known. */
    private String words() {
      String words =
          "%s:%d:%d:%s".formatted(platform, start / ArchiveWriter.ALIGNMENT, bytes, fingerprint);
      return String.format(Locale.ROOT, "%-100s", words);
    }
  }

  /**
   * @param engine tells the program that follows from others
   */
  static byte[] script(String engine, List<Inside> runtimes) throws IOException {
    String shell =
        resource("start.sh")
            .replace("@ENGINE@", engine)
            .replace("@RUNTIMES@", runtimes.stream().map(Inside::words).collect(joining()));
    byte[] script = ("#!/bin/sh\n: '\n" + resource("start.cmd") + "'\n" + shell).getBytes(UTF_8);
    if (script.length > ArchiveWriter.ALIGNMENT / 2) {
      throw new LlamajarException(
          "There are %d Javas to carry; choose fewer".formatted(runtimes.size()));
    }
    return script;
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Start.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new LlamajarException(
            "Java does not find %s in this program; build it anew, or, if it lies in a folder whose name ends in \"!\", move it"
                .formatted(name));
      }
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
