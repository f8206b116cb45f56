package io.llamajar.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.cli.Program.Result;
import io.llamajar.conformance.Kit;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The program as its users start it: in a process of its own. */
class ProcessTest {
  private static final String STORIES = Kit.path("models/stories260K.gguf").toString();

  @Test
  void itExitsWithTheCodeOfItsCommand() throws Exception {
    assertThat(process("--version").code()).isZero();
    assertThat(process("run", "-m", "none.gguf", "-p", "x").code()).isEqualTo(1);
    assertThat(process("nonsense").code()).isEqualTo(2);
  }

  @Test
  void argumentsAndOutputAreUtf8WhateverTheLocale() throws Exception {
    ProcessBuilder builder =
        Program.process(List.of(), "tokenize", "-m", STORIES, "--json", "Grüße, 世界 🦙");
    builder.environment().put("LC_ALL", "C");
    Result expected = Program.run("tokenize", "-m", STORIES, "--json", "Grüße, 世界 🦙");
    assertThat(Program.finish(builder.start())).isEqualTo(expected);
  }

  @Test
  void aReaderThatHasSeenEnoughEndsItQuietly() throws Exception {
    Process process =
        Program.process(List.of(), "run", "-m", STORIES, "-p", "Once", "--temp", "0").start();
    try (BufferedReader reader = process.inputReader(UTF_8)) {
      assertThat(reader.read()).isPositive();
    }
    assertThat(new String(process.getErrorStream().readAllBytes(), UTF_8)).isEmpty();
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void stackTracesAreShownOnlyOnRequest() throws Exception {
    ProcessBuilder builder = Program.process(List.of(), "inspect", "-m", "none.gguf");
    assertThat(Program.finish(builder.start()).err()).hasLineCount(1);
    builder.environment().put("LLAMAJAR_DEBUG", "1");
    assertThat(Program.finish(builder.start()).err())
        .startsWith("llamajar: ")
        .contains("\tat io.llamajar");
  }

  @Test
  void onlyATerminalNeedsTheTerminalLibrary() throws Exception {
    List<String> log = List.of("-Xlog:class+load:stdout");
    ProcessBuilder run = Program.process(log, "run", "-m", STORIES, "-p", "a", "-n", "1");
    assertThat(Program.finish(run.start()).out())
        .contains("io.llamajar.cli.RunCommand ")
        .doesNotContain("[class,load] org.jline");
    assertThat(Program.finish(Program.process(log, "chat", "-m", STORIES).start()).out())
        .contains("io.llamajar.cli.ChatCommand ")
        .doesNotContain("[class,load] org.jline");
  }

  private static Result process(String... args) throws IOException, InterruptedException {
    return Program.finish(Program.process(List.of(), args).start());
  }
}
