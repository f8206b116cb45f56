package io.llamajar.tokenizer;

import io.llamajar.gguf.Metadata;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * SentencePiece's unigram model (T5, XLM-RoBERTa): normalises text, then finds the tokens whose
 * scores, log probabilities, have the greatest sum.
 */
final class Unigram implements Encoder {
  // What an unknown character costs more than the rarest token.
  private static final float UNKNOWN_PENALTY = 10;

  private static final byte[] SPACE = Utf8.bytes("\u2581");

  private final Vocabulary vocabulary;
  private final int unknown;
  private final float unknownScore;
  private final Trie tokens = new Trie();
  private final Trie userDefined = new Trie();
  private final Optional<Charsmap> charsmap;
  private final boolean spacePrefix;
  private final boolean mergesSpaces;

  /**
   * @param spacePrefix whether a space is put before the text
   * @param unknown the token for what no token covers
   */
  Unigram(Vocabulary vocabulary, boolean spacePrefix, int unknown, Metadata metadata) {
    this.vocabulary = vocabulary;
    this.unknown = unknown;
    this.spacePrefix = spacePrefix;
    this.mergesSpaces = metadata.flag("tokenizer.ggml.remove_extra_whitespaces", false);
    this.charsmap = metadata.findArray(Charsmap.KEY).map(Charsmap::read);
    float lowest = Float.MAX_VALUE;
    for (int token = 0; token < vocabulary.size(); token++) {
      byte[] text = vocabulary.text(token);
      if (vocabulary.is(token, Vocabulary.NORMAL)) {
        lowest = Math.min(lowest, vocabulary.score(token));
      }
      if (vocabulary.is(token, Vocabulary.NORMAL | Vocabulary.USER_DEFINED | Vocabulary.UNUSED)) {
        tokens.add(text, token);
      }
      if (vocabulary.is(token, Vocabulary.USER_DEFINED)) {
        userDefined.add(text, token);
      }
    }
    this.unknownScore = lowest - UNKNOWN_PENALTY;
  }

  @Override
  public void encode(String text, boolean first, Ints output) {
    byte[] normal = normalize(Utf8.bytes(text));
    if (normal.length > 0) {
      new Lattice(normal).encode(output);
    }
  }

  private byte[] normalize(byte[] text) {
    ByteArrayOutputStream normal = new ByteArrayOutputStream(text.length + SPACE.length);
    Spacing spacing = new Spacing(normal);
    for (int at = 0; at < text.length; ) {
      int kept = userDefinedPrefix(text, at);
      Charsmap.Replacement replacement = kept > 0 ? Charsmap.NOTHING : replacement(text, at);
      if (replacement.length() > 0) {
        byte[] bytes = charsmap.orElseThrow().bytes();
        spacing.write(bytes, replacement.from(), replacement.to());
        at += replacement.length();
      } else {
        int end = kept > 0 ? at + kept : at + Utf8.length(text[at]);
        spacing.write(text, at, end);
        at = end;
      }
    }
    return normal.toByteArray();
  }

  private Charsmap.Replacement replacement(byte[] text, int from) {
    return charsmap.map(map -> map.find(text, from)).orElse(Charsmap.NOTHING);
  }

  // How far the text goes along with any user-defined token; that much is left as it is, even if
  // the token does not go on so (as llama.cpp has it).
  private int userDefinedPrefix(byte[] text, int from) {
    int node = Trie.ROOT;
    int at = from;
    while (at < text.length && (node = userDefined.child(node, text[at])) != Trie.NONE) {
      at++;
    }
    return at - from;
  }

  /** Writes bytes with spaces escaped, and put in front or merged as the vocabulary wants it. */
  private final class Spacing {
    private final ByteArrayOutputStream output;
    private boolean started;
    private boolean inWord;

    Spacing(ByteArrayOutputStream output) {
      this.output = output;
    }

    void write(byte[] bytes, int from, int to) {
      for (int i = from; i < to; i++) {
        if (bytes[i] == ' ') {
          inWord = false;
          if (!mergesSpaces) {
            output.writeBytes(SPACE);
          }
        } else {
          if (!inWord && (mergesSpaces || (spacePrefix && !started))) {
            output.writeBytes(SPACE);
            started = true;
          }
          inWord = true;
          output.write(bytes[i]);
        }
      }
    }
  }

  /** The best way to every position of a text. */
  private final class Lattice {
    private final byte[] text;
    private final double[] scores;
    private final int[] origins;
    private final int[] arrivals; // the token that ends here

    Lattice(byte[] text) {
      this.text = text;
      this.scores = new double[text.length + 1];
      this.origins = new int[text.length + 1];
      this.arrivals = new int[text.length + 1];
      Arrays.fill(scores, 1, scores.length, -Double.MAX_VALUE);
      Arrays.fill(arrivals, unknown);
    }

    void encode(Ints output) {
      for (int at = 0; at < text.length; ) {
        int end = Math.min(text.length, at + Utf8.length(text[at]));
        if (!visitTokens(at, end)) {
          offer(at, end, unknown, unknownScore);
        }
        at = end;
      }
      int begin = output.size();
      boolean afterUnknown = false;
      for (int at = text.length; at > 0; at = origins[at]) {
        boolean isUnknown = arrivals[at] == unknown;
        if (arrivals[at] != Vocabulary.NONE && !(isUnknown && afterUnknown)) {
          output.add(arrivals[at]);
        }
        afterUnknown = isUnknown;
      }
      output.reverse(begin);
    }

    // Whether some token is just the character from here to end.
    private boolean visitTokens(int from, int end) {
      boolean covered = false;
      int node = Trie.ROOT;
      for (int at = from; at < text.length; ) {
        node = tokens.child(node, text[at++]);
        if (node == Trie.NONE) {
          break;
        }
        int token = tokens.value(node);
        if (token != Trie.NONE) {
          covered |= at == end;
          boolean preferred = vocabulary.is(token, Vocabulary.USER_DEFINED);
          offer(from, at, token, preferred ? 0 : vocabulary.score(token));
        }
      }
      return covered;
    }

    private void offer(int from, int to, int token, double score) {
      double sum = scores[from] + score;
      if (sum > scores[to]) {
        scores[to] = sum;
        origins[to] = from;
        arrivals[to] = token;
      }
    }
  }
}
