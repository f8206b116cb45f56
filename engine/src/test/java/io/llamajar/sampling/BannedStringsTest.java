package io.llamajar.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BannedStringsTest {
  private static BannedStrings told(List<String> banned, String... pieces) {
    BannedStrings strings = new BannedStrings(banned);
    for (String piece : pieces) {
      strings.accept(piece);
    }
    return strings;
  }

  @Test
  void aStringIsFoundInTheTokenInWhichItBegins() {
    BannedStrings strings = told(List.of("cde"), "a", "", "bc", "", "d", "ex");
    assertThat(strings.found()).contains("cde");
    assertThat(strings.begin()).isEqualTo(2);
    assertThat(strings.length()).as("its end").isEqualTo(5);
  }

  @Test
  void ofTwoThatEndTogetherTheOneThatBeganFirstCounts() {
    assertThat(told(List.of("c", "abc", "bc"), "a", "b", "c").begin()).isZero();
    assertThat(told(List.of("abc", "b"), "a", "b", "c").begin()).isEqualTo(1);
  }

  @Test
  void wholeTokensAreHeldBackAsLongAsAStringMayBeginInThem() {
    BannedStrings strings = told(List.of("bcd"), "xa", "ab");
    assertThat(strings.safeTokens()).isEqualTo(1);
    assertThat(strings.safeLength()).isEqualTo(2);
    strings.accept("c");
    assertThat(strings.safeTokens()).isEqualTo(1);
    strings.accept("c");
    assertThat(strings.safeTokens()).isEqualTo(4);
    assertThat(strings.safeLength()).isEqualTo(6);
  }

  @Test
  void withoutStringsAllIsSafe() {
    BannedStrings strings = told(List.of(), "a", "", "b");
    assertThat(strings.safeTokens()).isEqualTo(3);
    assertThat(strings.found()).isEmpty();
  }

  @Test
  void whatIsSafeOnlyByATokenThatMayBeTakenBackIsNot() {
    BannedStrings strings = told(List.of("abc", "xy"), "-", "a", "x");
    assertThat(strings.safeTokens()).as("x may go, and bc come").isEqualTo(1);
    strings.accept("z");
    assertThat(strings.safeTokens()).isEqualTo(4);
  }
}
