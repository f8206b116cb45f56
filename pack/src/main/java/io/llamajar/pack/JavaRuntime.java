package io.llamajar.pack;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.llamajar.LlamajarException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * A Java that a packed file carries for one platform: as much of a JDK as the program needs, as a
 * compressed tar archive.
 *
 * @param platform such as {@code linux-x86_64}: an operating system and a processor, as the start
 *     script calls them
 * @param archive where it lies
 */
public record JavaRuntime(String platform, Stretch archive) {
  static final String FOLDER = "runtime/";
  static final String ENDING = ".tar.gz";

  // What jdeps says that the program needs, without what it can do without.
  private static final String MODULES =
      "java.base,java.logging,java.management,java.naming,java.net.http,jdk.crypto.ec,jdk.unsupported";

  private static final Pattern PLATFORM = Pattern.compile("[a-z0-9_-]{1,40}");
  private static final Pattern SETTING = Pattern.compile("(?m)^(\\w+)=\"?([^\"\\r\\n]*)\"?$");

  /** The platform becomes part of a shell script. */
  public JavaRuntime {
    if (!PLATFORM.matcher(platform).matches()) {
      throw new LlamajarException(
          "The file has a Java for no platform that we know; pack it again");
    }
  }

  /** What it is called in a packed file. */
  String entry() {
    return FOLDER + platform + ENDING;
  }

  /** The first digits of its SHA-256. */
  String fingerprint() throws IOException {
    MessageDigest digest = Sums.digest();
    archive.read((bytes, before) -> digest.update(bytes), done -> {});
    return HexFormat.of().formatHex(digest.digest(), 0, Long.BYTES);
  }

  /**
   * Makes one.
   *
   * @param jdk a JDK, of this or another platform; or its {@code jmods} folder
   * @param work an empty folder to make it in, where it stays
   * @throws LlamajarException if it cannot be made of that
   */
  public static JavaRuntime link(Path jdk, Path work, Timestamp date) {
    Path home = jdk.endsWith("jmods") ? Optional.ofNullable(jdk.getParent()).orElse(jdk) : jdk;
    Path image = work.resolve("image");
    try {
      String platform = platform(home);
      run(jlink(home, image), work.resolve("jlink.log"));
      Path archive = work.resolve(platform + ENDING);
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(archive))) {
        new TarWriter(out, date).write(image);
      }
      return new JavaRuntime(platform, Stretch.whole(archive));
    } catch (IOException e) {
      throw new LlamajarException("Cannot make a Java of %s: %s".formatted(jdk, e.getMessage()), e);
    }
  }

  private static String platform(Path home) throws IOException {
    Path release = home.resolve("release");
    if (!Files.isReadable(release)) {
      throw new LlamajarException(
          home + " is no JDK: it has no file 'release'; name the folder that bin and jmods are in");
    }
    String text = Files.readString(release);
    String system = setting(text, "OS_NAME").toLowerCase(Locale.ROOT);
    String libc = setting(text, "LIBC").equals("musl") ? "-musl" : "";
    String processor =
        switch (setting(text, "OS_ARCH")) {
          case "amd64", "x86_64" -> "x86_64";
          case "arm64", "aarch64" -> "aarch64";
          case String other -> other;
        };
    system = system.equals("darwin") ? "macos" : system;
    if (!system.matches("\\w+") || !processor.matches("\\w+")) {
      throw new LlamajarException(release + " does not tell its platform; name another JDK");
    }
    if (system.equals("windows")) {
      throw new LlamajarException(
          "A Java for Windows cannot be carried yet; have its users install one");
    }
    return system + libc + "-" + processor;
  }

  private static String setting(String release, String key) {
    Matcher settings = SETTING.matcher(release);
    while (settings.find()) {
      if (settings.group(1).equals(key)) {
        return settings.group(2);
      }
    }
    return "";
  }

  /** This JDK's jlink takes another's modules; without any, a JDK can only make one of itself. */
  private static List<String> jlink(Path home, Path image) {
    Path modules = home.resolve("jmods");
    boolean hasModules = Files.isDirectory(modules);
    Path linker = hasModules ? Path.of(System.getProperty("java.home")) : home;
    Path program = linker.resolve("bin").resolve("jlink");
    if (!Files.isExecutable(program)) {
      throw new LlamajarException(
          hasModules
              ? "This Java has no jlink; start llamajar with a JDK"
              : home + " has neither jmods nor a jlink that runs here; name a JDK that has");
    }
    List<String> line = new ArrayList<>(List.of(program.toString(), "--add-modules", MODULES));
    if (hasModules) {
      line.addAll(List.of("--module-path", modules.toString()));
    }
    line.addAll(List.of("--output", image.toString(), "--compress", "zip-0")); // gzip does better
    line.addAll(List.of("--strip-debug", "--no-header-files", "--no-man-pages"));
    return line;
  }

  private static void run(List<String> line, Path log) throws IOException {
    Process process =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      if (process.waitFor() != 0) {
        throw new LlamajarException("jlink failed: " + Files.readString(log, UTF_8).strip());
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new LlamajarException("Making a Java was interrupted", e);
    }
  }
}
