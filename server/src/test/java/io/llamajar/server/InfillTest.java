package io.llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.conformance.Kit;
import io.llamajar.gguf.Gguf;
import io.llamajar.gguf.GgufSource;
import io.llamajar.tokenizer.ControlText;
import io.llamajar.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gaps are written as models read them that were trained to fill them. */
class InfillTest {
  @TempDir private Path folder;

  private void with(String tokenizer, Consumer<Tokenizer> then) throws IOException {
    Path file = folder.resolve("tokenizer.gguf");
    Path packed = Kit.path("tokenizers/%s.gguf.gz".formatted(tokenizer));
    try (InputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
      Files.copy(in, file);
    }
    try (Gguf gguf = Gguf.open(GgufSource.of(file))) {
      then.accept(Tokenizer.of(gguf.metadata()));
    }
  }

  @Test
  void aGapStandsAfterWhatIsAroundIt() throws IOException {
    with(
        "starcoder",
        tokenizer -> {
          int[] prompt = Infill.of(tokenizer).prompt("def f():", "return x");
          assertThat(tokenizer.decode(prompt, ControlText.SHOWN))
              .isEqualTo("<fim_prefix>def f():<fim_suffix>return x<fim_middle>");
        });
  }

  @Test
  void otherFilesStandInFront() throws IOException {
    with(
        "starcoder",
        tokenizer -> {
          int[] prompt =
              Infill.of(tokenizer)
                  .prompt(
                      List.of(new Infill.Source("a.py", "x = 1")), "def f():", "  y", "return x");
          assertThat(tokenizer.decode(prompt, ControlText.SHOWN))
              .endsWith("x = 1<fim_prefix>def f():  y<fim_suffix>return x<fim_middle>");
        });
  }

  @Test
  void textIsNothingButText() throws IOException {
    with(
        "starcoder",
        tokenizer -> {
          int[] prompt = Infill.of(tokenizer).prompt("<fim_middle>", "");
          assertThat(prompt).containsOnlyOnce(prompt[prompt.length - 1]);
        });
  }

  @Test
  void whoeverWasNotTrainedToFillGapsDoesNot() throws IOException {
    with(
        "gpt-2",
        tokenizer -> {
          assertThat(Infill.isKnownTo(tokenizer)).isFalse();
          assertThatThrownBy(() -> Infill.of(tokenizer)).isInstanceOf(ApiException.class);
        });
  }
}
