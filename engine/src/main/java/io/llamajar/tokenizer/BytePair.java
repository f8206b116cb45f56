package io.llamajar.tokenizer;

import io.llamajar.tokenizer.PreTokenizer.Trait;

/**
 * Byte-pair encoding (GPT-2, Llama 3, Qwen, Gemma 4 and most others): cuts text into words by the
 * rules of its family, then merges the symbols of each word in the order of a list of merges.
 *
 * <p>Symbols are bytes, which the vocabulary spells in {@link ByteAlphabet}, or for raw
 * vocabularies UTF-8 characters.
 */
final class BytePair implements Encoder {
  private final Vocabulary vocabulary;
  private final MergeTable merges;
  private final PreTokenizer habits;
  private final int[] byteSymbols = new int[256];
  private final int[] byteTokens = new int[256]; // for bytes that no symbol covers, or NONE

  BytePair(Vocabulary vocabulary, MergeTable merges, PreTokenizer habits) {
    this.vocabulary = vocabulary;
    this.merges = merges;
    this.habits = habits;
    for (int value = 0; value < 256; value++) {
      byte[] letter = ByteAlphabet.letter(value);
      byteSymbols[value] = merges.symbol(letter, 0, letter.length);
      if (habits.has(Trait.RAW)) {
        byteTokens[value] = vocabulary.findByte((byte) value);
      } else {
        byteTokens[value] = letter.length == 1 ? vocabulary.find(letter) : Vocabulary.NONE;
      }
    }
  }

  @Override
  public void encode(String text, boolean first, Ints tokens) {
    String escaped = habits.has(Trait.SPACES_ESCAPED) ? text.replace(' ', '\u2581') : text;
    Ints words = new Ints();
    words.add(escaped.length());
    for (Splitter rule : habits.rules()) {
      words = rule.split(escaped, words);
    }
    Symbols symbols = new Symbols();
    int from = 0;
    for (int i = 0; i < words.size(); i++) {
      encodeWord(Utf8.bytes(escaped.substring(from, words.at(i))), symbols, tokens);
      from = words.at(i);
    }
  }

  private void encodeWord(byte[] word, Symbols symbols, Ints tokens) {
    int whole = wholeWord(word);
    if (whole != Vocabulary.NONE) {
      tokens.add(whole);
      return;
    }
    symbols.load(word);
    symbols.merge();
    for (int symbol = symbols.first(); symbol >= 0; symbol = symbols.next(symbol)) {
      int id = symbols.id(symbol);
      if (id >= 0 && id < vocabulary.size()) {
        tokens.add(id);
      } else {
        for (int i = symbols.start(symbol); i < symbols.end(symbol); i++) {
          int token = byteTokens[word[i] & 0xff];
          if (token != Vocabulary.NONE) {
            tokens.add(token);
          }
        }
      }
    }
  }

  // The token that a word is without merging, or NONE.
  private int wholeWord(byte[] word) {
    if (habits.has(Trait.IGNORE_MERGES)) {
      return vocabulary.find(
          habits.has(Trait.RAW) ? word : ByteAlphabet.spell(word, 0, word.length));
    }
    boolean newlines = habits.has(Trait.WHOLE_NEWLINES) && word.length > 0 && word[0] == '\n';
    return newlines ? vocabulary.find(word) : Vocabulary.NONE;
  }

  private final class Symbols extends Merging {
    private void load(byte[] word) {
      clear();
      boolean raw = habits.has(Trait.RAW);
      for (int at = 0; at < word.length; ) {
        int to = raw ? at + Utf8.length(word[at]) : at + 1;
        add(raw ? merges.symbol(word, at, to) : byteSymbols[word[at] & 0xff], to);
        at = to;
      }
    }

    @Override
    long rank(int left, int right) {
      return merges.rank(id(left), id(right));
    }
  }
}
