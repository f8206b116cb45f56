package io.llamajar.sampling;

import io.llamajar.LlamajarException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Watches a text, token by token, for strings that must not come up in it: says in which token one
 * has begun, and how far the text is safe from them whatever comes next.
 */
public final class BannedStrings {
  private final List<Progress> strings;
  private int[] starts = new int[16]; // of each token: where its text begins
  private int[] possible = new int[16]; // of each: what of the text before may become a string
  private int tokens;
  private int length; // of the text
  private int safe; // tokens that will stay
  private Optional<String> found = Optional.empty();
  private int begin; // of the string that was found: the token

  /** Any number of strings, also none. */
  public BannedStrings(List<String> strings) {
    if (strings.contains("")) {
      throw new LlamajarException("A banned string is empty; leave it out or give it some text");
    }
    this.strings = strings.stream().map(Progress::new).toList();
  }

  /** Takes what the next token adds to the text. */
  public void accept(String piece) {
    if (tokens == starts.length) {
      starts = Arrays.copyOf(starts, 2 * tokens);
      possible = Arrays.copyOf(possible, 2 * tokens);
    }
    starts[tokens] = length;
    possible[tokens] = possible();
    tokens++;
    for (int i = 0; i < piece.length() && found.isEmpty(); i++) {
      length++;
      find(piece.charAt(i));
    }
    safe = Math.max(safe, safe());
  }

  /** How much of the text's end may become a string. */
  private int possible() {
    int most = 0;
    for (Progress string : strings) {
      most = Math.max(most, string.matched());
    }
    return most;
  }

  /**
   * The tokens that will stay, whatever comes next: a string cannot begin in them. Nor could it if
   * those after them were taken back.
   */
  private int safe() {
    int end = tokens;
    int begun = possible();
    while (begun > 0) {
      end = token((end == tokens ? length : starts[end]) - begun);
      begun = possible[end];
    }
    return end;
  }

  /** Of those that are complete with a character, the longest counts: it began first. */
  private void find(char next) {
    for (Progress string : strings) {
      int most = found.map(String::length).orElse(0);
      if (string.completedBy(next) && string.text().length() > most) {
        found = Optional.of(string.text());
        begin = token(length - string.text().length());
      }
    }
  }

  /** The token whose text has the character at a place. */
  private int token(int place) {
    int token = tokens - 1;
    while (starts[token] > place) {
      token--;
    }
    return token;
  }

  /** The string that came up, if one did; nothing is watched any more then. */
  public Optional<String> found() {
    return found;
  }

  /** The number of tokens before the one in which it began. */
  public int begin() {
    return begin;
  }

  /** The length of the text; to the end of the string that came up. */
  public int length() {
    return length;
  }

  /** The number of tokens that it was told of. */
  public int tokens() {
    return tokens;
  }

  /** How many of the tokens will stay, whatever comes next. */
  public int safeTokens() {
    return safe;
  }

  /** The length of the text of those. */
  public int safeLength() {
    return safe == tokens ? length : starts[safe];
  }
}
