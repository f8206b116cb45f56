package io.llamajar;

import io.llamajar.Generation.Piece;
import io.llamajar.tokenizer.Tokenizer;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Makes pieces of text of tokens, and takes tokens back where what they say is banned. */
final class Pieces {
  private static final int MOST_ATTEMPTS = 100; // to get around banned strings at one place

  private final Tokenizer tokenizer;
  private final GenerationOptions options;
  private final List<TokenLogprob> logprobs = new ArrayList<>(); // of tokens that are held back
  private Wording wording;
  private int[] tokens = new int[16];
  private int count;
  private int told; // tokens that came with a piece
  private int takenBack; // by the last token
  private int attempts; // since the last piece
  private boolean isOver;

  Pieces(Tokenizer tokenizer, GenerationOptions options) {
    this.tokenizer = tokenizer;
    this.options = options;
    this.wording = new Wording(tokenizer, options);
  }

  /**
   * Takes the next token.
   *
   * @param logits of all tokens that could have come
   * @throws LlamajarException if what is banned has come up too often
   */
  void accept(int token, MemorySegment logits) {
    takenBack = 0;
    isOver = tokenizer.endsGeneration(token);
    if (isOver) {
      wording.end();
    } else {
      remember(token);
      options.logprobs().ifPresent(n -> logprobs.add(TokenLogprob.of(token, logits, n)));
      wording.accept(token);
    }
    if (wording.banned().isPresent()) {
      takeBack(wording.banned().get());
    }
    isOver |= stop().isPresent();
  }

  private void remember(int token) {
    if (count == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * count);
    }
    tokens[count++] = token;
  }

  /** Goes back to before the token in which a banned string began. */
  private void takeBack(String banned) {
    if (++attempts > MOST_ATTEMPTS) {
      throw new LlamajarException(
          "The text went on with \"%s\" or the like in %d attempts, which is banned; ban less or ask otherwise"
              .formatted(banned, MOST_ATTEMPTS));
    }
    isOver = false;
    takenBack = wording.tokens() - wording.beforeBanned();
    count = wording.beforeBanned();
    logprobs.subList(Math.min(logprobs.size(), count - told), logprobs.size()).clear();
    wording = wording.after(tokens, count);
  }

  /** How many tokens were taken back with the last one; the first of them may not come again. */
  int takenBack() {
    return takenBack;
  }

  /** Whether the last token has ended the text. */
  boolean isOver() {
    return isOver;
  }

  /** The stop string that has ended the text, if one has. */
  Optional<String> stop() {
    return wording.stop();
  }

  /** The tokens, without the one that ended the text. */
  int[] tokens() {
    return Arrays.copyOf(tokens, count);
  }

  /** The number of those. */
  int count() {
    return count;
  }

  /** The number of those whose text was given. */
  int told() {
    return told;
  }

  /** What the last token has added, if anything is sure. */
  Optional<Piece> next() {
    return piece(wording.text(), wording.safeTokens());
  }

  /** What is left of a text that neither the model nor a stop string has ended. */
  Optional<Piece> end() {
    wording.end();
    return rest();
  }

  /** What is left; a stop string may have come up in it. */
  Optional<Piece> rest() {
    return piece(wording.rest(), count);
  }

  private Optional<Piece> piece(String text, int safe) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    List<TokenLogprob> own = logprobs.subList(0, Math.min(logprobs.size(), safe - told));
    Piece piece = new Piece(text, List.copyOf(own));
    own.clear();
    told = safe;
    attempts = 0;
    return Optional.of(piece);
  }
}
