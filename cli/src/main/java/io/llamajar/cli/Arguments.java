package io.llamajar.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Repairs command lines that Java could not decode: without a UTF-8 locale, as in most containers,
 * it replaces every other byte than ASCII. Linux still has the bytes.
 */
final class Arguments {
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");
  private static final String REPLACED = "\uFFFD";

  private Arguments() {}

  static String[] repaired(String[] args) {
    if (!String.join("", args).contains(REPLACED) || !Files.isReadable(COMMAND_LINE)) {
      return args;
    }
    try {
      return repaired(args, Files.readAllBytes(COMMAND_LINE));
    } catch (IOException e) {
      return args;
    }
  }

  /**
   * @param commandLine Java's whole command line: each argument, and a zero byte after it
   */
  static String[] repaired(String[] args, byte[] commandLine) {
    List<String> all = List.of(new String(commandLine, StandardCharsets.UTF_8).split("\0", -1));
    int end = all.size() - 1;
    return end < args.length ? args : all.subList(end - args.length, end).toArray(String[]::new);
  }
}
