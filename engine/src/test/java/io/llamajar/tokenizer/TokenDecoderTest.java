package io.llamajar.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.conformance.Kit;
import io.llamajar.gguf.Gguf;
import io.llamajar.gguf.GgufSource;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Decoding token by token, with a byte-level vocabulary. */
class TokenDecoderTest {
  private static final Path MODEL = Kit.path("models/qwen2.gguf");

  @SuppressWarnings("NullAway.Init") // set before each test
  private Gguf gguf;

  @SuppressWarnings("NullAway.Init")
  private Tokenizer tokenizer;

  @BeforeEach
  void open() {
    gguf = Gguf.open(GgufSource.of(MODEL));
    tokenizer = Tokenizer.of(gguf.metadata());
  }

  @AfterEach
  void close() {
    gguf.close();
  }

  @Test
  void neverSplitsACharacter() {
    TokenDecoder decoder = tokenizer.decoder(ControlText.HIDDEN);
    int[] tokens = tokenizer.encode("\uD83D\uDE42", Specials.NONE);
    assertThat(tokens).hasSize(4);
    assertThat(IntStream.of(tokens).mapToObj(decoder::accept))
        .containsExactly("", "", "", "\uD83D\uDE42");
    assertThat(decoder.finish()).isEmpty();
  }

  @Test
  void replacesWhatIsNoUtf8() {
    TokenDecoder decoder = tokenizer.decoder(ControlText.HIDDEN);
    int[] smile = tokenizer.encode("\uD83D\uDE42", Specials.NONE);
    int letter = tokenizer.find("a").orElseThrow();
    assertThat(decoder.accept(smile[0])).isEmpty();
    assertThat(decoder.accept(letter)).isEqualTo("\uFFFDa");
    assertThat(decoder.accept(smile[0]) + decoder.finish()).isEqualTo("\uFFFD");
    assertThat(decoder.accept(letter)).isEqualTo("a");
  }

  @Test
  void hidesControlTokensUnlessAsked() {
    int end = tokenizer.find("<|im_end|>").orElseThrow();
    assertThat(tokenizer.decoder(ControlText.HIDDEN).accept(end)).isEmpty();
    assertThat(tokenizer.decoder(ControlText.SHOWN).accept(end)).isEqualTo("<|im_end|>");
  }

  @Test
  void givesTheSameAsDecodingAtOnce() {
    Random random = new Random(1);
    for (int round = 0; round < 200; round++) {
      int[] tokens = random.ints(40, 0, tokenizer.vocabularySize()).toArray();
      TokenDecoder decoder = tokenizer.decoder(ControlText.HIDDEN);
      String text =
          IntStream.of(tokens).mapToObj(decoder::accept).collect(Collectors.joining())
              + decoder.finish();
      assertThat(text).isEqualTo(tokenizer.decode(tokens, ControlText.HIDDEN));
    }
  }

  @Test
  void givesBackWhatWasEncoded() {
    Random random = new Random(2);
    for (int round = 0; round < 300; round++) {
      String text = randomText(random);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (int token : tokenizer.encode(text, Specials.NONE)) {
        bytes.writeBytes(tokenizer.bytes(token));
      }
      assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo(text);
    }
  }

  private static String randomText(Random random) {
    int[] limits = {0x80, 0x80, 0x300, 0xD800, 0x20000};
    int[] characters =
        random
            .ints(30, 0, limits.length)
            .map(i -> random.nextInt(limits[i]))
            .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
            .toArray();
    return new String(characters, 0, characters.length);
  }
}
