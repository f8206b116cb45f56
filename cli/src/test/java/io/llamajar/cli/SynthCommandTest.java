package io.llamajar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.cli.Program.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Made-up models as files. */
class SynthCommandTest {
  @TempDir private Path folder;

  @Test
  void whatIsWrittenCanBeRun() {
    Path file = folder.resolve("tiny.gguf");
    Result result = synth(file);
    assertThat(result.code()).isZero();
    assertThat(result.out()).isEqualTo(file + ": 2,623,744 parameters in 1,551,360 bytes\n");
    assertThat(result.err()).isEmpty();
    Result run = Program.run("run", "-m", file.toString(), "-p", "Hello", "-n", "3");
    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
  }

  @Test
  void aFileIsOnlyReplacedByForce() throws IOException {
    Path file = Files.writeString(folder.resolve("tiny.gguf"), "old");
    Result result = synth(file);
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).matches("llamajar: [^\n]* exists; [^\n]*--force\n");
    assertThat(file).hasContent("old");
    assertThat(synth(file, "--force").code()).isZero();
    assertThat(Files.size(file)).isGreaterThan(1_551_360);
  }

  @Test
  void aMissingFolderIsNamed() {
    Result result = synth(folder.resolve("none").resolve("tiny.gguf"));
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("its folder does not exist");
  }

  private static Result synth(Path file, String... more) {
    String[] args = {"synth", "--shape", "tiny", "--quant", "q4_0", "-o", file.toString()};
    String[] all = Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return Program.run(all);
  }
}
