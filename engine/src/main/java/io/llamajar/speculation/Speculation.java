package io.llamajar.speculation;

import io.llamajar.LlamajarException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How a text's next tokens are guessed, so that one pass can read several of them; the text is the
 * same without.
 *
 * @param guessers who may guess; none switches it off
 * @param most the most tokens to guess at a time; 0 switches it off
 * @param least fewer guesses than these are not used
 * @param probability a draft model guesses no further where it is less sure of its guess, from 0 to
 *     1
 * @param ngram how many tokens must have stood together before for what followed to be guessed
 */
public record Speculation(
    Set<Guesser> guessers, int most, int least, double probability, int ngram) {
  public static final int DEFAULT_MOST = 16;
  public static final int DEFAULT_NGRAM = 3;

  /** The most that a pass has room for. */
  public static final int MOST = 32;

  public static final int LONGEST_NGRAM = 1024;

  /** Who guesses. */
  public enum Guesser {
    /** The text itself: what followed the last time. */
    NGRAM("ngram-simple"),
    /** A smaller model, if there is one. */
    DRAFT_MODEL("draft-simple");

    private final String type;

    Guesser(String type) {
      this.type = type;
    }

    /** What llama.cpp calls it. */
    public String type() {
      return type;
    }
  }

  /** Those that a list in llama.cpp's words names, as "ngram-simple,draft-simple" or "none". */
  public static Optional<Set<Guesser>> guessers(String types) {
    Set<Guesser> guessers = EnumSet.noneOf(Guesser.class);
    for (String type : types.split(",", -1)) {
      Optional<Guesser> named =
          Stream.of(Guesser.values()).filter(guesser -> guesser.type.equals(type)).findFirst();
      named.ifPresent(guessers::add);
      if (named.isEmpty() && !type.equals("none")) {
        return Optional.empty();
      }
    }
    return Optional.of(guessers);
  }

  public Speculation {
    guessers = Set.copyOf(guessers);
    check("number of tokens to guess", most, 0, MOST);
    check("least number of guesses", least, 0, MOST);
    check("length of an n-gram", ngram, 1, LONGEST_NGRAM);
    if (!(probability >= 0 && probability <= 1)) { // NaN neither
      throw new LlamajarException(
          "The least probability of a guess is %s; give one from 0 to 1".formatted(probability));
    }
  }

  private static void check(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new LlamajarException(
          "The %s is %d; give one from %d to %d".formatted(name, value, least, most));
    }
  }

  /** By the text itself and by a draft model, as far as it pays. */
  public static Speculation defaults() {
    return new Speculation(Set.of(Guesser.values()), DEFAULT_MOST, 0, 0, DEFAULT_NGRAM);
  }

  /** Nothing is guessed. */
  public static Speculation none() {
    return defaults().withGuessers(Set.of());
  }

  public Speculation withGuessers(Set<Guesser> newGuessers) {
    return new Speculation(newGuessers, most, least, probability, ngram);
  }

  public Speculation withMost(int newMost) {
    return new Speculation(guessers, newMost, least, probability, ngram);
  }

  public Speculation withLeast(int newLeast) {
    return new Speculation(guessers, most, newLeast, probability, ngram);
  }

  public Speculation withProbability(double newProbability) {
    return new Speculation(guessers, most, least, newProbability, ngram);
  }

  public Speculation withNgram(int newNgram) {
    return new Speculation(guessers, most, least, probability, newNgram);
  }
}
