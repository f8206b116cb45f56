package io.llamajar.chat.schema;

import java.util.List;

/**
 * What is said about a string.
 *
 * @param min the fewest characters, that is code points
 * @param max the most, {@link Integer#MAX_VALUE} for any number
 */
record Strings(int min, int max, List<Language> languages) {
  /** Texts that it must be one of, or must not. */
  record Language(Regex regex, boolean negated) {}

  static final Strings ANY = new Strings(0, Integer.MAX_VALUE, List.of());

  static Strings in(Regex regex, boolean negated) {
    return new Strings(0, Integer.MAX_VALUE, List.of(new Language(regex, negated)));
  }

  Strings and(Strings other) {
    if (other.equals(ANY)) {
      return this;
    }
    int least = Math.max(min, other.min);
    int most = Math.min(max, other.max);
    return new Strings(least, most, Numbers.both(languages, other.languages));
  }
}
