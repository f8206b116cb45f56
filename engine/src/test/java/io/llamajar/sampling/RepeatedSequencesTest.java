package io.llamajar.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** DRY against penalties worked out by hand: multiplier 1, base 2, allowed length 2. */
class RepeatedSequencesTest {
  private static final int VOCABULARY = 10;

  @ParameterizedTest
  @CsvSource({
    // the text; token and penalty of each that would go on with a repetition
    "'0 1', ''",
    "'0 1 2 0 1', '2:1'", // 0 1 was there before, and 2 came after it
    "'0 1 2 3 0 1 2', '3:2'", // three tokens: one above the allowed, 2^1
    "'0 1 2 3 4 0 1 2 3', '4:4'",
    "'0 1 2 0', ''", // a single token
    "'0 1 2 3 1 2 4 1 2', '3:1 4:1'",
    "'5 1 2 3 0 1 2 4 0 1 2', '3:1 4:2'", // the longest counts for each
    "'1 1 1 1', '1:2'", // of three 1s, the last three end one before
    "'1 2 1 2 1 2', '1:4'",
  })
  void whatGoesOnIsPenalizedByItsLength(String text, String expected) {
    assertThat(penalties(Breakers.NONE, 20, text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"7, '3:2'", "6, '3:1'", "5, ''", "2, ''", "1, ''"})
  void whatIsTooLongAgoDoesNotCount(int lastN, String expected) {
    assertThat(penalties(Breakers.NONE, lastN, "9 9 9 0 1 2 3 0 1 2")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "'0 1 9 2 0 1 9', ''", // nothing is long enough after the breaker
    "'0 9 1 2 3 0 9 1 2', '3:1'", // 1 2 came after it
    "'0 1 2 9 0 1 2', ''", // the breaker itself is free
    "'0 1 2 3 9 0 1 2', '3:2'",
    "'0 1 2 7 0 1 2', '7:2'", // a part of a breaker is none
    "'0 1 2 3 7 8 0 1 2', '3:2'",
    "'1 2 7 8 3 0 7 8 1 2', '7:1'",
    "'1 7 8 2 3 0 1 7 8 2', ''",
  })
  void sequencesEndAtBreakers(String text, String expected) {
    Breakers breakers = Breakers.of(List.of(new int[] {9}, new int[] {7, 8}));

    assertThat(penalties(breakers, 20, text)).isEqualTo(expected);
  }

  @Test
  void theLongestBreakerCounts() {
    Breakers breakers = Breakers.of(List.of(new int[] {7}, new int[] {7, 8, 6}));

    assertThat(penalties(breakers, 20, "1 2 3 7 8 6 1 2")).isEqualTo("3:1");
    assertThat(penalties(breakers, 20, "8 6 3 7 8 6")).isEmpty();
    assertThat(penalties(Breakers.of(List.of(new int[] {7})), 20, "8 6 3 7 8 6")).isEqualTo("3:1");
  }

  @Test
  void lengthsAreThoseOfComparingEverything() {
    SplitMix64 random = new SplitMix64(1);
    for (int round = 0; round < 300; round++) {
      int[] text = new int[40];
      for (int i = 0; i < text.length; i++) {
        text[i] = (int) (random.nextFraction() * 2.5);
      }
      RepeatedSequences dry = dry(new Sampling.Dry(1, 1, 3, 40, List.of()), Breakers.NONE);
      Sampling.Dry byLength = new Sampling.Dry(1, 1.5, 3, 40, List.of());
      RepeatedSequences graded = dry(byLength, Breakers.NONE);
      for (int token : text) {
        dry.accept(token);
        graded.accept(token);
      }
      int[] longest = longest(text);

      float[] flat = applied(dry);
      float[] logits = applied(graded);

      for (int token = 0; token < VOCABULARY; token++) {
        boolean hit = longest[token] >= 3;
        assertThat(flat[token]).isEqualTo(hit ? -1 : 0);
        assertThat(logits[token]).isEqualTo(hit ? (float) -Math.pow(1.5, longest[token] - 3) : 0f);
      }
    }
  }

  /** For each token, how long what it would go on with is, compared in the plainest way. */
  private static int[] longest(int[] text) {
    int[] longest = new int[VOCABULARY];
    for (int end = 0; end < text.length - 1; end++) {
      int length = 0;
      while (length <= end && text[end - length] == text[text.length - 1 - length]) {
        length++;
      }
      longest[text[end + 1]] = Math.max(longest[text[end + 1]], length);
    }
    return longest;
  }

  @Test
  void aVeryLongRepetitionDoesNotOverflow() {
    RepeatedSequences dry = dry(new Sampling.Dry(1, 100, 0, 1000, List.of()), Breakers.NONE);
    for (int i = 0; i < 1000; i++) {
      dry.accept(1);
    }

    assertThat(applied(dry)[1]).isLessThan(-1e36f).isGreaterThan(Float.NEGATIVE_INFINITY);
  }

  private static String penalties(Breakers breakers, int lastN, String text) {
    RepeatedSequences dry = dry(new Sampling.Dry(1, 2, 2, lastN, List.of()), breakers);
    for (String token : text.split(" ")) {
      dry.accept(Integer.parseInt(token));
    }
    float[] logits = applied(dry);
    assertThat(applied(dry)).as("applied again").containsExactly(logits);
    StringBuilder penalties = new StringBuilder();
    for (int token = 0; token < VOCABULARY; token++) {
      if (logits[token] != 0) {
        penalties.append(token).append(':').append((int) -logits[token]).append(' ');
      }
    }
    return penalties.toString().strip();
  }

  private static RepeatedSequences dry(Sampling.Dry settings, Breakers breakers) {
    return new RepeatedSequences(settings, breakers, VOCABULARY);
  }

  private static float[] applied(RepeatedSequences dry) {
    Candidates candidates = Logits.candidates(new float[VOCABULARY]);
    dry.apply(candidates);
    return Logits.byToken(candidates, VOCABULARY);
  }
}
