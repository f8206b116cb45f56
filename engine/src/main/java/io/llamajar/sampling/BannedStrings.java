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
  private int tokens;
  private int length; // of the text
  private int safe; // the tokens that no string can begin in any more
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
    }
    starts[tokens++] = length;
    for (int i = 0; i < piece.length() && found.isEmpty(); i++) {
      length++;
      find(piece.charAt(i));
    }
    int possible = 0;
    for (Progress string : strings) {
      possible = Math.max(possible, string.matched());
    }
    safe = possible == 0 ? tokens : token(length - possible);
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

  /** How many of the tokens are safe: no string can begin in them any more. */
  public int safeTokens() {
    return safe;
  }

  /** The length of the text of those. */
  public int safeLength() {
    return safe == tokens ? length : starts[safe];
  }
}
