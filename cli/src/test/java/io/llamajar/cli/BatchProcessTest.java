package io.llamajar.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.llamajar.cli.Program.Result;
import io.llamajar.conformance.Kit;
import io.llamajar.sandbox.Sandbox;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches whose process is killed, interrupted or confined. */
@Timeout(240)
class BatchProcessTest {
  private static final String STORIES = Kit.path("models/stories260K.gguf").toString();
  private static final int LINES = 40;

  @TempDir private Path folder;
  private Path in = Path.of("");
  private Path out = Path.of("");

  @BeforeEach
  void write() throws IOException {
    in = folder.resolve("in.jsonl");
    out = folder.resolve("out.jsonl");
    Files.write(
        in,
        IntStream.range(0, LINES)
            .mapToObj(i ->
                "{\"id\": %d, \"prompt\": \"Once\", \"seed\": %d, \"n_predict\": %d}"
                    .formatted(i, i, 10 + i))
            .toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-", "/dev/stdin"})
  void aPipeIsReadOnce(String file) throws Exception {
    assumeTrue(file.equals("-") || Files.exists(Path.of(file)), "pipes have no names here");
    Process process = Program.process(List.of(), "run", "-m", STORIES, "--in-file", file).start();
    process.outputWriter().append("{\"prompt\": \"Once\", \"n_predict\": 3}\n").flush();
    Result result = Program.finish(process);
    assertThat(result.out()).hasLineCount(1).contains("\"completion_tokens\":3");
    assertThat(result.code()).isZero();
  }

  @Test
  void whoIsKilledLosesNoAnswerThatWasFinished() throws Exception {
    List<String> expected = Program.run(words()).out().lines().sorted().toList();
    assertThat(expected).hasSize(LINES);
    for (int kills = 1; kills <= 3; kills++) {
      Process process = Program.process(List.of(), writing()).start();
      awaitLines(process, 8 * kills);
      process.destroyForcibly().waitFor();
      List<String> before = whole();
      assertThat(before).hasSizeGreaterThanOrEqualTo(8 * kills);
      assertThat(expected).containsAll(before);
      assertThat(out).content().startsWith(String.join("\n", before));
    }
    assertThat(Program.run(writing()).code()).isZero();
    assertThat(Files.readAllLines(out)).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void whoInterruptsIsToldHowToGoOn() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/env")), "no env that gives signals back");
    List<String> command = new ArrayList<>(List.of("/usr/bin/env", "--default-signal=INT"));
    command.addAll(Program.process(List.of(), writing()).command());
    Process process = new ProcessBuilder(command).start();
    awaitLines(process, 5);
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    Result result = Program.finish(process);
    assertThat(result.code()).isEqualTo(130);
    assertThat(result.err())
        .matches("(?s).*llamajar: \\d+ of 40 lines are answered, .*the same command goes on.*\n");
    assertThat(out).content(UTF_8).endsWith("\n");
    assertThat(Program.run(writing()).code()).isZero();
    assertThat(whole()).hasSize(LINES);
  }

  @Test
  void theFileIsWrittenFromASandboxThatWritesNothingElse() throws Exception {
    assumeTrue(Sandbox.offer().contains("no new programs"), Sandbox.offer());
    ProcessBuilder builder = Program.process(List.of(), writing());
    builder.environment().put("LLAMAJAR_DEBUG", "1");
    Result result = Program.finish(builder.start());
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.err()).contains("sandbox: no new programs, no new connections, no writing\n");
    assertThat(whole()).hasSize(LINES);
  }

  @Test
  void oneProcessWritesAtATime() throws IOException {
    Files.createFile(out);
    try (FileChannel file = FileChannel.open(out, StandardOpenOption.WRITE)) {
      assertThat(file.lock().isValid()).isTrue();
      Result result = Program.run(writing());
      assertThat(result.code()).isEqualTo(1);
      assertThat(result.err()).contains("Another process writes into").hasLineCount(1);
    }
  }

  private String[] words(String... more) {
    List<String> words = new ArrayList<>(List.of("run", "-m", STORIES, "--in-file", in.toString()));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  private String[] writing() {
    return words("--out-file", out.toString(), "-np", "8");
  }

  private void awaitLines(Process process, int count) throws IOException {
    while (process.isAlive() && whole().size() < count) {
      LockSupport.parkNanos(20_000);
    }
  }

  /** The lines of the file that have an end. */
  private List<String> whole() throws IOException {
    String text = Files.exists(out) ? Files.readString(out) : "";
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }
}
