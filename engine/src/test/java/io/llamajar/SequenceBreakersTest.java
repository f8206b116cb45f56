package io.llamajar;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.conformance.Kit;
import io.llamajar.gguf.Gguf;
import io.llamajar.gguf.GgufSource;
import io.llamajar.sampling.Breakers;
import io.llamajar.tokenizer.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts that end repetitions, in GPT-2's vocabulary. */
class SequenceBreakersTest {
  @TempDir Path folder;
  private Gguf gguf;
  private Tokenizer tokenizer;

  @BeforeEach
  void open() throws IOException {
    Path file = folder.resolve("gpt-2.gguf");
    Files.write(file, Kit.bytes(Kit.path("tokenizers/gpt-2.gguf.gz")));
    gguf = Gguf.open(GgufSource.of(file));
    tokenizer = Tokenizer.of(gguf.metadata());
  }

  @AfterEach
  void close() {
    gguf.close();
  }

  private SequenceBreakers breakers(int tokens) {
    return new SequenceBreakers(tokenizer, tokens);
  }

  @Test
  void aCharacterIsInAllTokensThatHaveIt() {
    List<int[]> found = breakers(Integer.MAX_VALUE).find(List.of("\n"));

    assertThat(found).hasSizeGreaterThan(2).allMatch(sequence -> sequence.length == 1);
    assertThat(found).allMatch(sequence -> text(sequence).contains("\n"));
    List<Integer> tokens = found.stream().map(sequence -> sequence[0]).toList();
    for (int token = 0; token < tokenizer.vocabularySize(); token++) {
      if (text(token).contains("\n")) {
        assertThat(tokens).contains(token);
      }
    }
  }

  @Test
  void aLongerTextMayBeginInAToken() {
    List<int[]> found = breakers(Integer.MAX_VALUE).find(List.of("user:"));

    assertThat(found).allMatch(sequence -> text(sequence).contains("user:"));
    assertThat(found).anyMatch(sequence -> sequence.length == 2);
    assertThat(found)
        .anyMatch(sequence -> text(sequence[0]).endsWith(" us") && sequence.length > 1);
  }

  @Test
  void halfACharacterEndsNothing() {
    assertThat(breakers(Integer.MAX_VALUE).find(List.of("€")))
        .isNotEmpty()
        .allMatch(sequence -> sequence.length == 1);
    assertThat(breakers(Integer.MAX_VALUE).find(List.of("€!")))
        .isNotEmpty()
        .allMatch(sequence -> text(sequence[0]).endsWith("€"));
  }

  @Test
  void onlyTokensCountThatCanBeGenerated() {
    assertThat(breakers(100).find(List.of("\n", "a"))).allMatch(sequence -> sequence[0] < 100);
  }

  @Test
  void whatWasFoundLastIsKept() {
    SequenceBreakers breakers = breakers(1000);
    Breakers first = breakers.of(List.of("a"));

    assertThat(breakers.of(List.of("a"))).isSameAs(first);
    assertThat(breakers.of(List.of("b"))).isNotSameAs(first);
    assertThat(breakers.of(List.of())).isSameAs(breakers.of(List.of()));
  }

  private String text(int... tokens) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int token : tokens) {
      bytes.writeBytes(tokenizer.bytes(token));
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
