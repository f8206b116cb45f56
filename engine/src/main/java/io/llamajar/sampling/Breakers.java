package io.llamajar.sampling;

import io.llamajar.LlamajarException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where repeated sequences end, as the tokens of a vocabulary: what the texts of {@link
 * Sampling.Dry#breakers} are in it.
 */
public final class Breakers {
  /** None: sequences go on over everything. */
  public static final Breakers NONE = new Breakers(List.of());

  /** No part of a breaker has more tokens; more could not be looked for fast enough. */
  public static final int MOST_TOKENS = 21;

  private static final int MOST_TEXTS = 64;
  private static final int MOST_BYTES = 40;

  private final int[][] sequences; // by their first tokens, the longest first of equal ones

  private Breakers(List<int[]> sequences) {
    this.sequences = sequences.toArray(int[][]::new);
  }

  /**
   * Breakers that are these sequences of tokens, each of at least one.
   *
   * @throws IllegalArgumentException if one is empty or longer than {@link #MOST_TOKENS}
   */
  public static Breakers of(List<int[]> sequences) {
    List<int[]> sorted = new ArrayList<>(sequences);
    if (sorted.stream().anyMatch(s -> s.length == 0 || s.length > MOST_TOKENS)) {
      throw new IllegalArgumentException("A breaker is of 1 to " + MOST_TOKENS + " tokens");
    }
    sorted.sort(
        Comparator.<int[]>comparingInt(sequence -> sequence[0])
            .thenComparingInt(sequence -> -sequence.length));
    return new Breakers(sorted);
  }

  static void check(List<String> texts) {
    if (texts.size() > MOST_TEXTS) {
      throw new LlamajarException(
          "There are %d DRY sequence breakers; give at most %d"
              .formatted(texts.size(), MOST_TEXTS));
    }
    for (String text : texts) {
      int bytes = text.getBytes(StandardCharsets.UTF_8).length;
      if (bytes == 0 || bytes > MOST_BYTES) {
        throw new LlamajarException(
            "A DRY sequence breaker has %d bytes; give texts of 1 to %d"
                .formatted(bytes, MOST_BYTES));
      }
    }
  }

  /** Whether a token alone is a breaker. */
  boolean has(int token) {
    int i = first(token);
    while (i < sequences.length && sequences[i][0] == token) {
      if (sequences[i].length == 1) {
        return true;
      }
      i++;
    }
    return false;
  }

  /**
   * How many tokens the longest breaker has that begins so many tokens back; 0 if none does.
   *
   * @param recent tokens, the newest first
   */
  int lengthAt(int back, int[] recent) {
    for (int i = first(recent[back]);
        i < sequences.length && sequences[i][0] == recent[back];
        i++) {
      if (isAt(back, recent, sequences[i])) {
        return sequences[i].length;
      }
    }
    return 0;
  }

  private static boolean isAt(int back, int[] recent, int[] sequence) {
    if (sequence.length > back + 1) {
      return false;
    }
    for (int i = 1; i < sequence.length; i++) {
      if (recent[back - i] != sequence[i]) {
        return false;
      }
    }
    return true;
  }

  /** Where the sequences begin that begin with this token, or would. */
  private int first(int token) {
    int from = 0;
    int to = sequences.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (sequences[middle][0] < token) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }
}
