package io.llamajar.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a process in the sandbox can do, and what not. */
@Timeout(120)
class SandboxTest {
  private static final String JAVA_HOME = System.getProperty("java.home");
  private static final List<String> OUTSIDE =
      List.of(
          "program",
          "connection",
          "server",
          "folder",
          "link",
          "symbolic link",
          "permissions",
          "date",
          "attribute");
  private static final List<String> FILES =
      List.of("new file", "longer file", "shorter file", "no file", "other name");
  private static final List<String> LIFE =
      List.of(
          "read",
          "list",
          "map",
          "threads",
          "virtual threads",
          "garbage collection",
          "randomness",
          "talk",
          "tls");

  @TempDir Path home;
  @TempDir Path open;

  @BeforeEach
  void furnish() throws Exception {
    assumeTrue(Sandbox.offer().contains("seccomp"), Sandbox.offer());
    Files.writeString(home.resolve(Inmate.TEXT), "a text");
    List<String> keytool =
        List.of(
            Path.of(JAVA_HOME, "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "test",
            "-keyalg",
            "EC",
            "-dname",
            "CN=localhost",
            "-storepass",
            Inmate.PASSWORD,
            "-keystore",
            home.resolve(Inmate.KEYS).toString());
    assertThat(new ProcessBuilder(keytool).redirectErrorStream(true).start().waitFor()).isZero();
  }

  @Test
  void nothingIsStartedConnectedOrWrittenAndLifeGoesOn() throws Exception {
    Map<String, String> told = told(home.toString());
    assertThat(told.get("sandbox")).isEqualTo("no new programs, no new connections, no writing");
    for (String who : List.of("", "older thread's ")) {
      assertRefused(told, who, OUTSIDE);
      assertRefused(told, who, FILES);
    }
    assertThat(LIFE).allSatisfy(what -> assertThat(told).containsEntry(what, "done"));
    assertThat(home.resolve(Inmate.TEXT)).hasContent("a text");
  }

  @Test
  void oneFolderMayBeWrittenIn() throws Exception {
    assumeTrue(Sandbox.offer().contains("Landlock "), Sandbox.offer());
    Map<String, String> told = told(home.toString(), open.toString());
    assertThat(told.get("sandbox")).endsWith("writing only to [" + open + "]");
    for (String who :
        List.of("", "older thread's ")) { // older than the end, not than the beginning
      assertRefused(told, who, OUTSIDE);
      assertRefused(told, who, FILES);
    }
    assertRefused(told, "", List.of("folder in there", "elsewhere"));
    assertThat(told).containsEntry("part", "done").containsEntry("place", "done");
    assertThat(open.resolve(Inmate.OPEN)).hasContent("x");
    assertThat(LIFE).allSatisfy(what -> assertThat(told).containsEntry(what, "done"));
  }

  @Test
  void aFolderThatIsNotThereKeepsNothingFromStarting() throws Exception {
    assertThat(told(home.toString(), home.resolve("missing").toString()).get("sandbox"))
        .contains("no new connections, writing anywhere");
  }

  private static void assertRefused(Map<String, String> told, String who, List<String> attempts) {
    assertThat(attempts)
        .allSatisfy(what ->
            assertThat(told.get(who + what))
                .contains("Exception")
                .containsPattern("not permitted|[Dd]enied|Cross-device"));
  }

  /** What an inmate tells, by what it tells of. */
  private static Map<String, String> told(String... folders) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(JAVA_HOME, "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Inmate.class.getName()));
    command.addAll(List.of(folders));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    Map<String, String> told = new LinkedHashMap<>();
    try (BufferedReader out = process.inputReader(UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        int colon = line.indexOf(": ");
        assertThat(colon).as(line).isPositive();
        told.put(line.substring(0, colon), line.substring(colon + 2));
        if (line.startsWith("port: ")) {
          assertThat(greeting(Integer.parseInt(line.substring(6)))).isEqualTo("hello\n");
        }
      }
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor()).as(told.toString()).isZero();
    return told;
  }

  private static String greeting(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }
}
