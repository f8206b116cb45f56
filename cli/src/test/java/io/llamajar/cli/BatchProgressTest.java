package io.llamajar.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.cli.BatchProgress.Job;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How far a batch is, by the clock. */
@Timeout(60)
class BatchProgressTest {
  private static final Duration SOON = Duration.ofNanos(100_000);

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final Console console =
      new Console(new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream(), said);
  private final AtomicLong tokens = new AtomicLong();

  @Test
  void isToldWhileTheFirstAnswersAreWritten() {
    try (BatchProgress progress = progress(2, false)) {
      tokens.set(1_000_000);
      progress.every(SOON);
      await("llamajar: 0 of 2 lines are answered, [1-9][0-9]+\\.\\d tokens/s");
      progress.add();
      await("llamajar: 1 of 2 lines are answered, .* tokens/s, \\d:\\d\\d left");
    }
  }

  @Test
  void isABarThatGoesAway() {
    try (BatchProgress progress = progress(1, true)) {
      progress.every(SOON);
      await("\r\033\\[K░+  0 of 1 lines are answered, .* tokens/s");
    }
    assertThat(said.toString(UTF_8)).endsWith("\r\033[K");
  }

  @Test
  void theLastStateIsToldOnce() {
    BatchProgress progress = progress(1, false);
    progress.add();
    progress.every(SOON);
    progress.end(1);
    assertThat(said.toString(UTF_8))
        .matches("llamajar: 1 of 1 lines are answered, .* tokens/s, 1 of them are errors\n");
  }

  private BatchProgress progress(int lines, boolean isBar) {
    return new BatchProgress(new Job(OptionalLong.of(lines), 0, tokens::get), console, isBar);
  }

  private void await(String pattern) {
    while (!said.toString(UTF_8).matches("(?s).*" + pattern + ".*")) {
      Thread.onSpinWait();
    }
  }
}
