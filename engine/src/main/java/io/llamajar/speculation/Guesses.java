package io.llamajar.speculation;

import io.llamajar.speculation.Speculation.Guesser;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What is guessed of one text's next tokens, and how often such guesses have come true.
 *
 * <p>Guesses lie behind the text, in the array of its tokens: where one is right, it is in its
 * place already. What the text itself suggests costs nothing, so that one such guess is always
 * made: whether a pass should read it is known from those that none has read.
 */
public final class Guesses {
  private static final double HOPE = 0.5; // before anything is known
  private static final double WEIGHT = 0.1; // of the latest guess
  private static final double FORGETTING = 0.01; // where nothing was guessed as it would not pay

  private final Speculation how;
  private final Optional<Ngrams> ngrams;
  private final Map<Guesser, Rate> rates =
      Map.of(Guesser.NGRAM, new Rate(), Guesser.DRAFT_MODEL, new Rate());
  private Guesser by = Guesser.NGRAM;
  private int end; // of the text with its guesses
  private int readEnd; // of the text with those that a pass reads
  private Optional<Follower> follower = Optional.empty();
  private boolean isAlone; // no draft model guesses any more

  /** How often guesses have been right lately. */
  private static final class Rate {
    private double value = HOPE;

    void approach(double latest, double weight) {
      value += weight * (latest - value);
    }
  }

  public Guesses(Speculation how) {
    this.how = how;
    this.ngrams = allows(Guesser.NGRAM) ? Optional.of(new Ngrams(how.ngram())) : Optional.empty();
  }

  /** How they are wanted. */
  public Speculation how() {
    return how;
  }

  /** Whether somebody may guess. */
  public boolean allows(Guesser guesser) {
    return how.most() > 0
        && how.guessers().contains(guesser)
        && !(isAlone && guesser == Guesser.DRAFT_MODEL);
  }

  /** Forgets what was guessed. */
  public void clear() {
    end = 0;
    readEnd = 0;
  }

  /**
   * Guesses by what the text was before; gives how many guesses there are.
   *
   * @param tokens with room for {@code most} guesses behind the first {@code count}, the text
   */
  public int find(int[] tokens, int count, int most) {
    int found = ngrams.isPresent() ? ngrams.get().guess(tokens, count, most) : 0;
    set(Guesser.NGRAM, count, found);
    return found;
  }

  /** Says that somebody has written guesses behind the first {@code count} tokens. */
  public void set(Guesser guesser, int count, int guesses) {
    by = guesser;
    end = count + guesses;
    readEnd = count;
  }

  /** How often somebody's guesses have been right lately, from 0 to 1. */
  public double rate(Guesser guesser) {
    return of(guesser).value;
  }

  private Rate of(Guesser guesser) {
    return Objects.requireNonNull(rates.get(guesser));
  }

  /** Has the next pass read the first guesses after {@code count} tokens; none, if too few. */
  public void read(int count, int most) {
    int guesses = Math.min(most, end - count);
    readEnd = count + (guesses < how.least() ? 0 : Math.max(0, guesses));
  }

  /** How many guesses the next pass reads after {@code count} tokens. */
  public int toRead(int count) {
    return Math.max(0, readEnd - count);
  }

  /**
   * Compares a token with its guess; whether that was right and the pass has read it.
   *
   * @param tokens the text and its guesses
   * @param count of the text, to which {@code token} is about to be added
   */
  public boolean meet(int[] tokens, int count, int token) {
    boolean isRight = count < end && tokens[count] == token;
    if (count < end) {
      of(by).approach(isRight ? 1 : 0, WEIGHT);
    }
    if (!isRight) {
      clear();
    }
    return isRight && count < readEnd;
  }

  /** Hopes again, slowly, for guesses that were too often wrong to be made. */
  public void hope(Guesser guesser) {
    of(guesser).approach(HOPE, FORGETTING);
  }

  /** What a draft model has read of the text. */
  Optional<Follower> follower() {
    return follower;
  }

  void follow(Follower newFollower) {
    follower = Optional.of(newFollower);
  }

  /** Does without a draft model from now on. */
  void giveUp() {
    isAlone = true;
    rest();
  }

  /** Gives memory back while nobody guesses. */
  public void rest() {
    clear();
    follower.ifPresent(Follower::end);
    follower = Optional.empty();
  }
}
