package io.llamajar.tokenizer;

import io.llamajar.gguf.Metadata;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.EnumSet;

/**
 * BERT's word pieces: lower-cases and strips accents, cuts at white space and punctuation, then
 * takes the longest token that fits, again and again; a word that does not come out even is
 * unknown.
 */
final class WordPiece implements Encoder {
  private enum Habit {
    LOWER_CASE,
    STRIP_ACCENTS
  }

  // Marks the beginning of a word, as the vocabulary has it.
  private static final byte[] WORD_START = Utf8.bytes("\u2581");

  private final Vocabulary vocabulary;
  private final int unknown;
  private final EnumSet<Habit> habits = EnumSet.noneOf(Habit.class);

  WordPiece(Vocabulary vocabulary, int unknown, Metadata metadata) {
    this.vocabulary = vocabulary;
    this.unknown = unknown;
    boolean lower = metadata.flag("tokenizer.ggml.normalizer.lowercase", true);
    if (lower) {
      habits.add(Habit.LOWER_CASE);
    }
    if (metadata.flag("tokenizer.ggml.normalizer.strip_accents", lower)) {
      habits.add(Habit.STRIP_ACCENTS);
    }
  }

  @Override
  public void encode(String text, boolean first, Ints tokens) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < text.length(); ) {
      int character = text.codePointAt(i);
      i += Character.charCount(character);
      if (habits.contains(Habit.STRIP_ACCENTS)) {
        character = base(character);
      }
      if (isSpace(character)) {
        finish(word, tokens);
      } else if (!isDropped(character)) {
        boolean alone = standsAlone(character);
        if (alone) {
          finish(word, tokens);
        }
        word.appendCodePoint(
            habits.contains(Habit.LOWER_CASE) ? Character.toLowerCase(character) : character);
        if (alone) {
          finish(word, tokens);
        }
      }
    }
    finish(word, tokens);
  }

  // The first character of the canonical decomposition; the accents that follow it are dropped.
  private static int base(int character) {
    return character < 0xC0
        ? character
        : Normalizer.normalize(Character.toString(character), Normalizer.Form.NFD).codePointAt(0);
  }

  private static boolean isSpace(int character) {
    return isIn(character, '\t', '\r') || character == 0x85 || Character.isSpaceChar(character);
  }

  private boolean isDropped(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL, Character.FORMAT, Character.PRIVATE_USE, Character.SURROGATE -> true;
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK ->
          habits.contains(Habit.STRIP_ACCENTS);
      default -> character == 0xFFFD;
    };
  }

  private static boolean standsAlone(int character) {
    return switch (Character.getType(character)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      case Character.MATH_SYMBOL,
          Character.CURRENCY_SYMBOL,
          Character.MODIFIER_SYMBOL,
          Character.OTHER_SYMBOL ->
          character < 0x7F;
      default -> isChinese(character);
    };
  }

  // As BERT has it. 2B920 should be 2B820, but the tokenizers people use have it so.
  private static boolean isChinese(int character) {
    return isIn(character, 0x4E00, 0x9FFF)
        || isIn(character, 0x3400, 0x4DBF)
        || isIn(character, 0x20000, 0x2A6DF)
        || isIn(character, 0x2A700, 0x2B81F)
        || isIn(character, 0x2B920, 0x2CEAF)
        || isIn(character, 0xF900, 0xFAFF)
        || isIn(character, 0x2F800, 0x2FA1F);
  }

  private static boolean isIn(int character, int first, int last) {
    return character >= first && character <= last;
  }

  private void finish(StringBuilder word, Ints tokens) {
    if (!word.isEmpty()) {
      byte[] letters = Utf8.bytes(word.toString());
      byte[] marked = Arrays.copyOf(WORD_START, WORD_START.length + letters.length);
      System.arraycopy(letters, 0, marked, WORD_START.length, letters.length);
      addPieces(marked, tokens);
      word.setLength(0);
    }
  }

  private void addPieces(byte[] word, Ints tokens) {
    int before = tokens.size();
    int from = 0;
    while (from < word.length) {
      int to = Math.min(word.length, from + vocabulary.longest());
      while (to > from && vocabulary.find(word, from, to) == Vocabulary.NONE) {
        to--;
      }
      if (to == from) {
        tokens.truncate(before);
        break;
      }
      tokens.add(vocabulary.find(word, from, to));
      from = to;
    }
    if (tokens.size() == before && unknown != Vocabulary.NONE) {
      tokens.add(unknown);
    }
  }
}
