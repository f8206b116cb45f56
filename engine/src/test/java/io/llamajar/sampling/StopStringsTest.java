package io.llamajar.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.LlamajarException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StopStringsTest {

  @Test
  void textWithoutAStopStringPassesAtOnce() {
    StopStrings stops = new StopStrings(List.of("###", "User:"));

    assertThat(stops.accept("Hello")).isEqualTo("Hello");
    assertThat(stops.accept("")).isEmpty();
    assertThat(stops.accept(", you")).isEqualTo(", you");
    assertThat(stops.flush()).isEmpty();
    assertThat(stops.found()).isEmpty();
  }

  @Test
  void noStopStringsLetEverythingPass() {
    StopStrings stops = new StopStrings(List.of());

    assertThat(stops.accept("a")).isEqualTo("a");
    assertThat(stops.flush()).isEmpty();
  }

  @Test
  void aStopStringMaySpanManyPieces() {
    StopStrings stops = new StopStrings(List.of("<|end|>"));

    assertThat(stops.accept("so <")).isEqualTo("so ");
    assertThat(stops.accept("|")).isEmpty();
    assertThat(stops.accept("en")).isEmpty();
    assertThat(stops.found()).isEmpty();
    assertThat(stops.accept("d|> and")).isEmpty();
    assertThat(stops.found()).contains("<|end|>");
    assertThat(stops.accept(" more")).isEmpty();
    assertThat(stops.flush()).isEmpty();
  }

  @Test
  void aFalseAlarmIsReleasedAsSoonAsItIsOne() {
    StopStrings stops = new StopStrings(List.of("aab"));

    assertThat(stops.accept("a")).isEmpty();
    assertThat(stops.accept("a")).isEmpty();
    assertThat(stops.accept("a")).isEqualTo("a");
    assertThat(stops.accept("c")).isEqualTo("aac");
    assertThat(stops.accept("aa")).isEmpty();
    assertThat(stops.flush()).isEqualTo("aa");
  }

  @Test
  void theMatchThatIsCompleteFirstWins() {
    StopStrings stops = new StopStrings(List.of("abcd", "bc", "c"));

    assertThat(stops.accept("xab")).isEqualTo("x");
    assertThat(stops.accept("cd")).isEqualTo("a");
    assertThat(stops.found()).contains("bc");
  }

  @Test
  void textIsHeldForTheLongestStringInSight() {
    StopStrings stops = new StopStrings(List.of("bx", "abab!"));

    assertThat(stops.accept("abab")).isEmpty();
    assertThat(stops.accept("a")).isEqualTo("ab");
    assertThat(stops.accept("bx")).isEqualTo("aba");
  }

  @Test
  void aPieceIsNeverCutInsideACharacter() {
    StopStrings stops = new StopStrings(List.of("😀!"));

    assertThat(stops.accept("é😁")).isEqualTo("é😁");
    assertThat(stops.accept("😁😀")).isEqualTo("😁");
    assertThat(stops.accept("😀!")).isEqualTo("😀");
  }

  @Test
  void anEmptyStopStringIsRefused() {
    assertThatThrownBy(() -> new StopStrings(List.of("a", "")))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining("stop string is empty");
  }

  @Test
  void anySplitGivesWhatANaiveSearchGives() {
    Random random = new Random(1);
    for (int round = 0; round < 50_000; round++) {
      List<String> wanted = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        wanted.add(letters(random, 1 + random.nextInt(5)));
      }
      check(random, wanted, letters(random, random.nextInt(24)));
    }
  }

  /** Feeds the text in random pieces and looks after each at what was shown so far. */
  private static void check(Random random, List<String> wanted, String text) {
    StopStrings stops = new StopStrings(wanted);
    StringBuilder shown = new StringBuilder();
    int fed = 0;
    while (fed < text.length()) {
      int end = Math.min(text.length(), fed + random.nextInt(4));
      shown.append(stops.accept(text.substring(fed, end)));
      fed = end;
      Outcome naive = naive(wanted, text.substring(0, fed));
      String context = wanted + " in " + text.substring(0, fed);
      assertThat(stops.found()).as(context).isEqualTo(naive.found);
      assertThat(shown.toString()).as(context).isEqualTo(naive.shown);
    }
    String all = shown + stops.flush();
    assertThat(all).isEqualTo(stops.found().isPresent() ? naive(wanted, text).shown : text);
  }

  private record Outcome(String shown, Optional<String> found) {}

  private static Outcome naive(List<String> wanted, String text) {
    for (int end = 1; end <= text.length(); end++) {
      for (int start = 0; start < end; start++) {
        if (wanted.contains(text.substring(start, end))) {
          return new Outcome(text.substring(0, start), Optional.of(text.substring(start, end)));
        }
      }
    }
    for (int start = 0; start < text.length(); start++) {
      String rest = text.substring(start);
      if (wanted.stream().anyMatch(stop -> stop.startsWith(rest))) {
        return new Outcome(text.substring(0, start), Optional.empty());
      }
    }
    return new Outcome(text, Optional.empty());
  }

  private static String letters(Random random, int length) {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < length; i++) {
      letters.append((char) ('a' + random.nextInt(2 + random.nextInt(2))));
    }
    return letters.toString();
  }
}
