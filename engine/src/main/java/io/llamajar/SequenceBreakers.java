package io.llamajar;

import io.llamajar.sampling.Breakers;
import io.llamajar.tokenizer.Specials;
import io.llamajar.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the tokens in which texts are hidden that end repeated sequences: a new line is also in the
 * token of a full stop and a new line.
 *
 * <p>As llama.cpp does it: each token with the whole text in it is a breaker, and so is each whose
 * end is a beginning of the text, with the tokens of the rest behind it. The whole vocabulary is
 * looked through; what was found last is kept, for most requests want the same.
 */
final class SequenceBreakers {
  private final Tokenizer tokenizer;
  private final int tokens; // those a model can generate
  private volatile Found last = new Found(List.of(), Breakers.NONE);

  private record Found(List<String> texts, Breakers breakers) {}

  SequenceBreakers(Tokenizer tokenizer, int tokens) {
    this.tokenizer = tokenizer;
    this.tokens = Math.min(tokens, tokenizer.vocabularySize());
  }

  Breakers of(List<String> texts) {
    Found found = last;
    if (!found.texts.equals(texts)) {
      found = new Found(texts, Breakers.of(find(texts)));
      last = found;
    }
    return found.breakers;
  }

  /** The sequences of tokens that these texts are. */
  List<int[]> find(List<String> texts) {
    List<byte[]> wanted = texts.stream().map(t -> t.getBytes(StandardCharsets.UTF_8)).toList();
    List<int[]> sequences = new ArrayList<>();
    for (int token = 0; token < tokens; token++) {
      byte[] piece = tokenizer.bytes(token);
      for (byte[] text : wanted) {
        addSequences(token, piece, text, sequences);
      }
    }
    return sequences;
  }

  private void addSequences(int token, byte[] piece, byte[] text, List<int[]> sequences) {
    for (int from = 0; from < piece.length; from++) {
      int length = Math.min(text.length, piece.length - from);
      if (Arrays.equals(piece, from, from + length, text, 0, length)) {
        if (length == text.length) {
          sequences.add(new int[] {token});
          return;
        }
        if (isCharacterStart(text[length])) {
          byte[] rest = Arrays.copyOfRange(text, length, text.length);
          sequences.add(sequence(token, new String(rest, StandardCharsets.UTF_8)));
        }
      }
    }
  }

  /** Whether a byte of UTF-8 begins a character: what follows half of one has no tokens. */
  private static boolean isCharacterStart(byte b) {
    return (b & 0xC0) != 0x80;
  }

  private int[] sequence(int token, String rest) {
    int[] following = tokenizer.encode(rest, Specials.NONE);
    int length = Math.min(1 + following.length, Breakers.MOST_TOKENS);
    int[] sequence = new int[length];
    sequence[0] = token;
    System.arraycopy(following, 0, sequence, 1, length - 1);
    return sequence;
  }
}
