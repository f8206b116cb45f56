package io.llamajar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.pack.StartArguments;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LlamafileArgumentsTest {
  private static final Console CONSOLE =
      new Console(
          new ByteArrayInputStream(new byte[0]),
          new ByteArrayOutputStream(),
          new ByteArrayOutputStream());

  private static LlamafileArguments of(String theirs) {
    return new LlamafileArguments(
        StartArguments.parse(theirs, name -> Optional.empty()),
        new Commands(CONSOLE, new Complaints(CONSOLE)));
  }

  @Test
  void theModelBecomesAMember() {
    assertThat(of("-m\n/zip/qwen.gguf\n...").text()).isEqualTo("chat -m @qwen.gguf ...\n");
    assertThat(of("--model qwen.gguf").text()).isEqualTo("chat --model @qwen.gguf ...\n");
  }

  @Test
  void aServerServes() {
    LlamafileArguments server =
        of(
            "--server --v2\n"
                + "-m m.gguf --host 0.0.0.0 --port 8081 -ngl 999 --nobrowser -c 4096 --temp 0 ...");
    assertThat(server.text())
        .isEqualTo("serve -m @m.gguf --host 0.0.0.0 --port 8081 -c 4096 --temp 0 ...\n");
    assertThat(server.dropped()).containsExactly("-ngl 999", "--nobrowser");
  }

  @Test
  void aPromptIsRun() {
    assertThat(of("-m m.gguf --temp -0 -n -1 -s 7 -p 'Tell me a story.' --mlock ...").text())
        .isEqualTo("run -m @m.gguf --temp -0 -n -1 -s 7 -p 'Tell me a story.' ...\n");
  }
}
