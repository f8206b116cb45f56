package io.llamajar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.cli.Program.Result;
import io.llamajar.conformance.Kit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that are no models: every command says so in one line. */
class BadFilesTest {
  @TempDir private Path folder;

  @BeforeEach
  void makeFiles() throws IOException {
    byte[] model = Kit.bytes(Kit.path("models/llama-gqa.gguf"));
    Files.createDirectory(folder.resolve("folder"));
    Files.createFile(folder.resolve("empty"));
    Files.writeString(folder.resolve("text"), "Once upon a time\nthere was a llama.\n".repeat(9));
    Files.write(folder.resolve("truncated"), Arrays.copyOf(model, model.length / 2));
    Files.write(folder.resolve("header"), Arrays.copyOf(model, 100));
  }

  @ParameterizedTest
  @CsvSource({
    "missing",
    "folder",
    "empty",
    "text",
    "truncated",
    "header",
  })
  void areRefusedInOneLine(String name) {
    String file = folder.resolve(name).toString();
    String output = folder.resolve("out.bin").toString();
    assertRefused(Program.run("run", "-m", file, "-p", "x"));
    assertRefused(Program.run("chat", "-m", file));
    assertRefused(Program.run("inspect", "-m", file));
    assertRefused(Program.run("tokenize", "-m", file, "x"));
    assertRefused(Program.run("logprobs", "-m", file, "--tokens", "1", "-o", output));
    assertThat(folder.resolve("out.bin")).doesNotExist();
  }

  private static void assertRefused(Result result) {
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .matches("llamajar: [^\n]+\n")
        .doesNotContain("Unexpected", "Exception");
  }
}
