package io.llamajar.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.gguf.Gguf;
import io.llamajar.gguf.GgufSource;
import io.llamajar.tokenizer.ControlText;
import io.llamajar.tokenizer.Role;
import io.llamajar.tokenizer.Specials;
import io.llamajar.tokenizer.Tokenizer;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A made-up vocabulary spells every text, whatever its size. */
class WordsTest {
  private static final String TEXT = "The quick fox: \"naïve\" 日本 🦙\n\tdon't 12345!";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {Words.FEWEST, 1000, 100_000})
  void everyTextComesBack(int size) {
    Shape shape = Shape.named("tiny").withLayers(1).withVocabulary(size);
    Path file = folder.resolve("tiny.gguf");
    new Synth(shape, Mix.named("Q4_0"), 0).write(file, made -> {});
    try (Gguf gguf = Gguf.open(GgufSource.of(file))) {
      Tokenizer tokenizer = Tokenizer.of(gguf.metadata());
      int[] tokens = tokenizer.encode(TEXT, Specials.ADDED);
      assertThat(tokenizer.vocabularySize()).isEqualTo(size);
      assertThat(tokenizer.decode(tokens, ControlText.HIDDEN)).isEqualTo(TEXT);
      assertThat(tokens).startsWith(size - 2);
      assertThat(tokenizer.find(Role.EOS)).hasValue(size - 1);
      assertThat(tokenizer.warning()).isEmpty();
    }
  }
}
