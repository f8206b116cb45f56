package io.llamajar.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program that the README shows compiles and runs as it stands. */
class ReadmeTest {
  private static final Pattern JAVA = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
  private static final String JAVA_HOME = System.getProperty("java.home");

  @Test
  void theExampleInJavaRuns(@TempDir Path folder) throws Exception {
    List<String> programs =
        JAVA.matcher(Files.readString(House.ROOT.resolve("README.md")))
            .results()
            .map((MatchResult block) -> block.group(1))
            .toList();
    assertThat(programs).hasSize(1);
    Files.writeString(folder.resolve("Example.java"), programs.getFirst());
    Files.copy(
        House.ROOT.resolve("models/demo/llamajar-demo-q8_0.gguf"), folder.resolve("model.gguf"));

    Process run =
        new ProcessBuilder(
                Path.of(JAVA_HOME, "bin", "java").toString(),
                "-cp",
                House.JAR.toString(),
                "Example.java")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(run.waitFor()).as(output).isZero();
    assertThat(output).contains("Paris");
  }
}
