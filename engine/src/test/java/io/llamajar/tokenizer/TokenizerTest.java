package io.llamajar.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.Gguf;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tokenizer on small vocabularies made for the purpose, sound and unsound ones. */
class TokenizerTest {
  private static final String PREFIX = "tokenizer.ggml.";

  @TempDir Path folder;
  private final List<Gguf> opened = new ArrayList<>();

  @AfterEach
  void close() {
    opened.forEach(Gguf::close);
  }

  private Tokenizer tokenizer(Map<String, ?> values) {
    Map<String, Object> keyed = new LinkedHashMap<>();
    values.forEach((key, value) -> keyed.put(PREFIX + key, value));
    Gguf gguf = Metadatas.gguf(folder, keyed);
    opened.add(gguf);
    return Tokenizer.of(gguf.metadata());
  }

  // All bytes, then "ab", "abc" and <|im_end|>.
  private static Map<String, Object> bytePairs() {
    List<String> tokens = new ArrayList<>();
    IntStream.range(0, 256)
        .mapToObj(b -> new String(ByteAlphabet.letter(b), StandardCharsets.UTF_8))
        .forEach(tokens::add);
    tokens.addAll(List.of("ab", "abc", "<|im_end|>"));
    List<Integer> types = new ArrayList<>(IntStream.range(0, 258).map(i -> 1).boxed().toList());
    types.add(3);
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("model", "gpt2");
    values.put("pre", "qwen2");
    values.put("tokens", tokens);
    values.put("token_type", types);
    values.put("merges", List.of("a b", "ab c"));
    return values;
  }

  @Test
  void mergesInTheOrderOfTheMerges() {
    assertThat(tokenizer(bytePairs()).encode("abcab", Specials.NONE)).containsExactly(257, 256);
  }

  @Test
  void parsesSpecialTokensOnlyWhenAsked() {
    Tokenizer tokenizer = tokenizer(bytePairs());
    assertThat(tokenizer.encode("ab<|im_end|>", Specials.PARSED)).containsExactly(256, 258);
    assertThat(tokenizer.encode("ab<|im_end|>", Specials.NONE)).hasSize(11);
  }

  @Test
  void hidesControlTokensUnlessAsked() {
    Tokenizer tokenizer = tokenizer(bytePairs());
    int[] tokens = {256, 258};
    assertThat(tokenizer.decode(tokens, ControlText.HIDDEN)).isEqualTo("ab");
    assertThat(tokenizer.decode(tokens, ControlText.SHOWN)).isEqualTo("ab<|im_end|>");
  }

  @Test
  void recognisesTheEndOfATurnByItsText() {
    Tokenizer tokenizer = tokenizer(bytePairs());
    assertThat(tokenizer.find(Role.EOT)).hasValue(258);
    assertThat(tokenizer.endsGeneration(258)).isTrue();
    assertThat(tokenizer.endsGeneration(256)).isFalse();
    assertThat(tokenizer.find("<|im_end|>")).hasValue(258);
    assertThat(tokenizer.find("<|im_start|>")).isEmpty();
  }

  @Test
  void countsTheEndOfATextThatContinuesAsNoEnd() {
    Map<String, Object> values = bytePairs();
    values.put("tokens", List.of("<|end|>", "<|return|>", "<|call|>", "<|channel|>"));
    values.put("token_type", List.of(3, 3, 3, 3));
    Tokenizer tokenizer = tokenizer(values);
    assertThat(IntStream.range(0, 4).filter(tokenizer::endsGeneration)).containsExactly(1, 2);
    assertThat(tokenizer.isControl(3)).isFalse();
  }

  @Test
  void refusesTokensThatDoNotExist() {
    Tokenizer tokenizer = tokenizer(bytePairs());
    for (int token : new int[] {-1, 259}) {
      assertThatExceptionOfType(LlamajarException.class)
          .isThrownBy(() -> tokenizer.decode(new int[] {token}, ControlText.HIDDEN))
          .withMessage("There is no token " + token + "; this model's tokens are 0 to 258");
    }
  }

  @Test
  void warnsOfUnknownWaysToSplitWordsAndUsesTheDefault() {
    Map<String, Object> values = bytePairs();
    assertThat(tokenizer(values).warning()).isEmpty();
    values.put("pre", "from-the-future");
    Tokenizer tokenizer = tokenizer(values);
    assertThat(tokenizer.warning().orElseThrow()).contains("from-the-future");
    assertThat(tokenizer.encode("abc", Specials.NONE)).containsExactly(257);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwkv", "plamo2", "none", "who knows"})
  void refusesKindsOfVocabulariesItDoesNotKnow(String kind) {
    assertThatExceptionOfType(LlamajarException.class)
        .isThrownBy(() -> tokenizer(Map.of("model", kind, "tokens", List.of("a"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "gpt2", "gemma4", "bert", "t5", "whitespace"})
  void toleratesAnEmptyVocabulary(String kind) {
    Tokenizer tokenizer =
        tokenizer(Map.of("model", kind, "tokens", List.of(), "merges", List.of("a b")));
    assertThat(tokenizer.encode("a b\n\u00e9", Specials.ADDED_AND_PARSED)).isEmpty();
  }

  @Test
  void toleratesMergesOfAbsentTokens() {
    Map<String, Object> values = bytePairs();
    values.put("merges", List.of("b c", "x yz", "a", "", " ", "a ", "bc d", "a bcd"));
    int[] tokens = tokenizer(values).encode("abcd", Specials.NONE);
    assertThat(tokens).containsExactly('a', 'b', 'c', 'd');
  }

  @Test
  void toleratesSpecialTokensOutOfRange() {
    Map<String, Object> values = bytePairs();
    values.putAll(Map.of("bos_token_id", 100_000, "eos_token_id", -5, "add_bos_token", true));
    assertThat(tokenizer(values).encode("ab", Specials.ADDED)).containsExactly(11, 256);
  }

  @Test
  void refusesArraysThatAreTooShortOrOfTheWrongType() {
    for (Map<String, ?> broken :
        List.of(
            Map.of("token_type", List.of(1)),
            Map.of("token_type", List.of("a")),
            Map.of("scores", List.of(1f)),
            Map.of("tokens", List.of(1)),
            Map.of("tokens", "a"),
            Map.of("merges", List.of(1)))) {
      Map<String, Object> values = bytePairs();
      values.putAll(broken);
      assertThatExceptionOfType(LlamajarException.class)
          .as(broken.toString())
          .isThrownBy(() -> tokenizer(values).encode("a", Specials.NONE));
    }
  }

  @Test
  void neverFailsOtherwiseOnADamagedCharsmap() {
    for (int length = 0; length < 40; length++) {
      for (int fill : new int[] {0, 1, 0x400, 0x1FF, -1, 0x7FFFFFFF}) {
        List<Integer> bytes =
            IntStream.range(0, length)
                .map(i -> i < 4 ? 16 >>> (8 * i) : fill >>> (8 * (i % 4)))
                .mapToObj(b -> (int) (byte) b)
                .toList();
        assertDamageIsReported(bytes);
      }
    }
  }

  private void assertDamageIsReported(List<Integer> bytes) {
    Tokenizer tokenizer =
        tokenizer(
            Map.of(
                "model", "t5",
                "tokens", List.of("<pad>", "</s>", "<unk>", "\u2581a"),
                "precompiled_charsmap", bytes.stream().map(Integer::byteValue).toList()));
    assertThatCode(() -> tokenizer.encode("a\u0001\u00e9", Specials.NONE))
        .satisfiesAnyOf(
            e -> assertThat(e).isNull(), e -> assertThat(e).isInstanceOf(LlamajarException.class));
  }
}
