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

/**
 * {@code ./llamajar} in a clone of its own, where Maven only copies the JAR and counts, and the JDK
 * only says what it was asked to run.
 */
class LauncherTest {
  private static final Path PROGRAM = Path.of("a clone/llamajar");

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
    script(
        "bin/mvn",
        """
        #!/bin/sh
        echo built >>"%1$s/builds"
        cp "%2$s" "%1$s/a clone/cli/target/llamajar.jar"
        """
            .formatted(folder, House.JAR));
    layOutJdk("jdk", "25.0.1");
  }

  private void layOutJdk(String name, String version) throws IOException {
    script(name + "/bin/javac", "");
    script(
        name + "/bin/java",
        """
        #!/bin/sh
        case $1 in
          -XX:AOTCacheOutput=*) : >"${1#*=}" ;;
          *) echo "java %s in $PWD: $*" ;;
        esac
        """
            .formatted(version));
    Files.writeString(
        folder.resolve(name + "/release"),
        "IMPLEMENTOR=\"Us\"\nJAVA_VERSION=\"" + version + "\"\n");
  }

  @Test
  void theFirstStartBuildsAndTheSecondOnlyRuns() throws Exception {
    Outcome first = finish(start());
    assertThat(first.err).isEqualTo("llamajar: building (first start only) ...\n");
    assertThat(first.out)
        .startsWith("java 25.0.1 in " + folder + ": -XX:AOTCache=" + folder + "/a clone/")
        .endsWith("/a clone/cli/target/llamajar.jar --version\n")
        .hasLineCount(1);
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
    script("bin/mvn", "#!/bin/sh\necho the reason\nexit 1\n");
    Outcome failed = finish(start());
    assertThat(failed.status).isNotZero();
    assertThat(failed.err).contains("the reason", "the build failed");
    assertThat(failed.out).isEmpty();
  }

  @Test
  void aLinkFromAnotherFolderWorks() throws Exception {
    Path link = folder.resolve("elsewhere");
    Files.createSymbolicLink(link, Path.of("a clone/llamajar"));
    assertThat(finish(start(link, "jdk")).out).contains("/a clone/cli/target/llamajar.jar");
  }

  @Test
  void anOldJdkIsPassedOver() throws Exception {
    layOutJdk("old", "17.0.15");
    layOutJdk("older", "1.8.0_412");
    assertThat(finish(start(PROGRAM, "old")).out).startsWith("java 25.0.1");
    assertThat(finish(start(PROGRAM, "older")).out).startsWith("java 25.0.1");
  }

  @Test
  void aNewerJdkMakesACacheOfItsOwn() throws Exception {
    layOutJdk("next", "26-ea");
    finish(start());
    assertThat(finish(start(PROGRAM, "next")).out).contains("java 26-ea", "llamajar-26-ea.aot");
    assertThat(builds()).isOne();
  }

  @Test
  void aCacheThatDoesNotFitIsPassedOverInSilence() throws Exception {
    String real = System.getProperty("java.home") + "/bin/java";
    script("jdk/bin/java", "#!/bin/sh\nexec \"" + real + "\" \"$@\"\n");
    Outcome first = finish(start());
    try (Stream<Path> files = Files.list(jar().getParent())) {
      for (Path cache : files.filter(file -> file.toString().endsWith(".aot")).toList()) {
        Files.writeString(cache, "something else");
      }
    }
    assertThat(first.out).startsWith("llamajar 0.");
    assertThat(finish(start())).isEqualTo(new Outcome(0, first.out, ""));
  }

  private Process start() throws IOException {
    return start(PROGRAM, "jdk");
  }

  private Process start(Path program, String jdk) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(folder.resolve(program).toString(), "--version")
            .directory(folder.toFile());
    String path = folder.resolve("bin") + ":" + folder.resolve("jdk/bin") + ":";
    builder.environment().merge("PATH", path, (old, first) -> first + old);
    builder.environment().put("JAVA_HOME", folder.resolve(jdk).toString());
    return builder.start();
  }

  private static Outcome finish(Process process) throws Exception {
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
    return new Outcome(process.waitFor(), out, err);
  }

  private void script(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private int builds() throws IOException {
    return Files.readAllLines(folder.resolve("builds")).size();
  }

  private Path jar() {
    return folder.resolve("a clone/cli/target/llamajar.jar");
  }
}
