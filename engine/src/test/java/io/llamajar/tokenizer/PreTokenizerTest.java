package io.llamajar.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How the rules of the families cut text into words. */
class PreTokenizerTest {
  private static List<String> split(String name, String text) {
    Ints ends = new Ints();
    ends.add(text.length());
    for (Splitter rule : PreTokenizer.of(name).orElseThrow().rules()) {
      ends = rule.split(text, ends);
    }
    List<String> pieces = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < ends.size(); i++) {
      pieces.add(text.substring(from, ends.at(i)));
      from = ends.at(i);
    }
    return pieces;
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "gpt-2,       I'll see  12345 cats!,  I|'ll| see| | 12345| cats|!",
        "gpt-2,       WE'LL,                  WE|'|LL",
        "llama-bpe,   WE'LL see  12345 cats!, WE|'LL| see| | |123|45| cats|!",
        "qwen2,       v12 (x)=>,              v|1|2| (|x|)=>",
        "starcoder,   v12 = 3,                v|1|2| =| |3",
        "deepseek-v3, 世界hello?,             世界|hello|?",
        "gpt-4o,      camelCaseHTMLParser's,  camel|Case|HTMLParser's",
        "tekken,      it's 12,                it|'s| |1|2",
        "kimi-k2,     你好world's,            你好|world's",
        "tiny_aya,    pi1234567,              pi|1|234|567",
        "superbpe,    a1234567b,              a|1|234|567|b",
        "viking,      hi there.12,            hi| there|.|1|2",
      })
  void cutsAsTheFamilyDoes(String name, String text, String words) {
    assertThat(String.join("|", split(name, text))).isEqualTo(words);
  }

  @ParameterizedTest
  @MethodSource("names")
  void takesNoTimeAndNoStackOnEndlessWords(String name) {
    for (String unit : List.of("a", "A", " ", "\n", "\t\n", "1", "!", "é", "世", "\u0301", "'s")) {
      String text = unit.repeat(50_000);
      assertThat(String.join("", split(name, text))).isEqualTo(text);
      assertThat(String.join("", split(name, text + "x"))).isEqualTo(text + "x");
    }
  }

  static Iterable<String> names() {
    return PreTokenizer.names();
  }

  @Test
  void knowsNoOtherNames() {
    assertThat(PreTokenizer.of("from-the-future")).isEmpty();
  }
}
