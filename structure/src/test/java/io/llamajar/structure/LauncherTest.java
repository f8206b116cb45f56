package io.llamajar.structure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./llamajar} in a clone of its own, where Maven only copies the JAR and counts. */
class LauncherTest {
  @TempDir Path folder;

  private record Outcome(int status, String out, String err) {}

  @BeforeEach
  void layOutTheClone() throws IOException {
    Path clone = folder.resolve("a clone");
    for (String file : List.of("llamajar", "build", ".mvn/jdk.sh", "pom.xml", "cli/pom.xml")) {
      Files.createDirectories(clone.resolve(file).getParent());
      Files.copy(House.ROOT.resolve(file), clone.resolve(file));
    }
    Files.createDirectories(clone.resolve("cli/src/main"));
    Files.createDirectories(clone.resolve("models"));
    maven(
        """
        #!/bin/sh
        echo built >>"%1$s/builds"
        cp "%2$s" "%1$s/a clone/cli/target/llamajar.jar"
        """
            .formatted(folder, House.JAR));
  }

  @Test
  void theFirstStartBuildsAndTheSecondOnlyRuns() throws Exception {
    Outcome first = finish(start());
    assertThat(first.err).isEqualTo("llamajar: building (first start only) ...\n");
    assertThat(first.out).startsWith("llamajar 0.").hasLineCount(1);
    assertThat(finish(start())).isEqualTo(new Outcome(0, first.out, ""));
    assertThat(builds()).isOne();
  }

  @Test
  void aJarOlderThanASourceIsBuiltAgain() throws Exception {
    finish(start());
    Files.setLastModifiedTime(jar(), FileTime.fromMillis(0));
    assertThat(finish(start()).err).contains("the sources have changed");
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void startsAtTheSameTimeBuildOnce() throws Exception {
    List<Process> starts = List.of(start(), start(), start());
    for (Process process : starts) {
      assertThat(finish(process)).extracting(Outcome::status).isEqualTo(0);
    }
    assertThat(builds()).isOne();
  }

  @Test
  void aKilledBuildsLockIsNotWaitedFor() throws Exception {
    Files.createDirectories(jar().getParent());
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    Files.createSymbolicLink(
        jar().resolveSibling("llamajar.lock"), Path.of(Long.toString(gone.pid())));
    assertThat(finish(start()).status).isZero();
  }

  @Test
  void aFailedBuildShowsWhyAndRunsNothing() throws Exception {
    maven("#!/bin/sh\necho the reason\nexit 1\n");
    Outcome failed = finish(start());
    assertThat(failed.status).isNotZero();
    assertThat(failed.err).contains("the reason", "the build failed");
    assertThat(failed.out).isEmpty();
  }

  @Test
  void aCacheThatDoesNotFitIsPassedOverInSilence() throws Exception {
    Outcome first = finish(start());
    try (Stream<Path> files = Files.list(jar().getParent())) {
      for (Path cache : files.filter(file -> file.toString().endsWith(".aot")).toList()) {
        Files.writeString(cache, "something else");
      }
    }
    assertThat(finish(start())).isEqualTo(new Outcome(0, first.out, ""));
  }

  @Test
  void aLinkFromAnotherFolderWorks() throws Exception {
    Path link = folder.resolve("elsewhere");
    Files.createSymbolicLink(link, Path.of("a clone/llamajar"));
    assertThat(finish(start(link)).out).startsWith("llamajar 0.");
  }

  private Process start() throws IOException {
    return start(folder.resolve("a clone/llamajar"));
  }

  private Process start(Path program) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(program.toString(), "--version").directory(folder.toFile());
    builder.environment().merge("PATH", folder.toString(), (path, bin) -> bin + ":" + path);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder.start();
  }

  private static Outcome finish(Process process) throws Exception {
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
    return new Outcome(process.waitFor(), out, err);
  }

  private void maven(String script) throws IOException {
    Path maven = folder.resolve("mvn");
    Files.writeString(maven, script);
    assertThat(maven.toFile().setExecutable(true)).isTrue();
  }

  private int builds() throws IOException {
    return Files.readAllLines(folder.resolve("builds")).size();
  }

  private Path jar() {
    return folder.resolve("a clone/cli/target/llamajar.jar");
  }
}
