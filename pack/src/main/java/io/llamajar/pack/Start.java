package io.llamajar.pack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** What stands in front of the archive and makes it a program: for shells, and for Windows. */
final class Start {
  // The first line has the system call a shell; a shell passes over the quoted text, and a Windows
  // command interpreter over the line with the colon, which to it is a label. Neither part may have
  // a single quote where the other reads it. Line ends are those of Unix: labels are not jumped to.
  private static final String FORM =
      """
      #!/bin/sh
      : '
      %s'
      %s\
      """;

  private Start() {}

  /**
   * @param engine tells the program that follows from others
   */
  static byte[] script(String engine) throws IOException {
    String shell = resource("start.sh").replace("@ENGINE@", engine);
    return FORM.formatted(resource("start.cmd"), shell).getBytes(UTF_8);
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(Start.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
