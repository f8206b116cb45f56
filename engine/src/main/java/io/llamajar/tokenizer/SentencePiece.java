package io.llamajar.tokenizer;

/**
 * SentencePiece's byte-pair encoding (Llama 1 and 2, Gemma 1 to 3, Phi-3): merges the neighbours
 * whose union is the token with the best score, over the whole text at once.
 */
final class SentencePiece implements Encoder {
  private final Vocabulary vocabulary;
  private final boolean spacePrefix;
  private final int[] byteTokens = new int[256]; // for what no token covers, or NONE

  /**
   * @param spacePrefix whether a space is put before the text
   * @param unknown for a byte that has no token, or {@link Vocabulary#NONE}
   */
  SentencePiece(Vocabulary vocabulary, boolean spacePrefix, int unknown) {
    this.vocabulary = vocabulary;
    this.spacePrefix = spacePrefix;
    for (int value = 0; value < 256; value++) {
      byteTokens[value] = byteToken((byte) value, unknown);
    }
  }

  private int byteToken(byte value, int unknown) {
    int token = vocabulary.findByte(value);
    if (token == Vocabulary.NONE) {
      token = vocabulary.find(new byte[] {value});
    }
    return token == Vocabulary.NONE ? unknown : token;
  }

  @Override
  public void encode(String text, boolean first, Ints tokens) {
    String prefixed = spacePrefix && first ? " " + text : text;
    byte[] bytes = Utf8.bytes(prefixed.replace(' ', '\u2581'));
    ByScore symbols = new ByScore(bytes);
    for (int at = 0; at < bytes.length; ) {
      int to = at + Utf8.length(bytes[at]);
      symbols.add(vocabulary.find(bytes, at, to), to);
      at = to;
    }
    symbols.merge();
    for (int symbol = symbols.first(); symbol >= 0; symbol = symbols.next(symbol)) {
      if (symbols.id(symbol) != Vocabulary.NONE) {
        tokens.add(symbols.id(symbol));
      } else {
        for (int i = symbols.start(symbol); i < symbols.end(symbol); i++) {
          int token = byteTokens[bytes[i] & 0xff];
          if (token != Vocabulary.NONE) {
            tokens.add(token);
          }
        }
      }
    }
  }

  private final class ByScore extends Merging {
    private final byte[] text;

    ByScore(byte[] text) {
      this.text = text;
    }

    @Override
    long rank(int left, int right) {
      int token = vocabulary.find(text, start(left), end(right));
      return token == Vocabulary.NONE
          ? NEVER
          : ((long) rank(vocabulary.score(token)) << 32) | token;
    }

    // Ints in the opposite order of the scores; adding 0 makes -0 a plain 0.
    private static int rank(float score) {
      int bits = Float.floatToIntBits(score + 0f);
      return ~(bits ^ ((bits >> 31) & Integer.MAX_VALUE));
    }
  }
}
