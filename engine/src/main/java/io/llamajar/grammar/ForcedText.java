package io.llamajar.grammar;

import io.llamajar.tokenizer.Specials;
import io.llamajar.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds the text that a grammar leaves no choice about, and the tokens that a model would have
 * written it with.
 */
final class ForcedText {
  private static final int MOST = 4096; // bytes at a time
  private static final int[] NONE = {};

  // What a tokenizer puts before the first word goes before this.
  private static final String ANCHOR = "\n";

  private final States states;
  private final TokenTrie trie;
  private final Tokenizer tokenizer;

  ForcedText(States states, TokenTrie trie, Tokenizer tokenizer) {
    this.states = states;
    this.trie = trie;
    this.tokenizer = tokenizer;
  }

  /**
   * The tokens of the bytes that are the only ones to follow on a state; without the last one, if a
   * token is possible that reads it and more.
   */
  int[] after(State state, Work work) {
    if (states.onlyByte(state) < 0) {
      return NONE;
    }
    byte[] text = new byte[16];
    int length = 0;
    State end = state;
    int whole = 0; // bytes of whole characters
    State wholeEnd = state;
    for (int only = states.onlyByte(end);
        only >= 0 && length < MOST && !work.isMuch();
        only = states.onlyByte(end)) {
      if (length == text.length) {
        text = Arrays.copyOf(text, 2 * length);
      }
      text[length++] = (byte) only;
      end = states.step(end, (byte) only);
      if (isWhole(text, length)) {
        whole = length;
        wholeEnd = end;
      }
    }
    return withoutLoose(tokens(Arrays.copyOf(text, whole)), wholeEnd);
  }

  /** Whether text ends with the last byte of a character. */
  private static boolean isWhole(byte[] text, int length) {
    int last = length - 1;
    while (last > 0 && (text[last] & 0xC0) == 0x80) {
      last--;
    }
    int first = text[last] & 0xff;
    int needed = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    return length - last == needed;
  }

  /** The tokens that the tokenizer makes of text that goes on; the longest ones if it cannot. */
  private int[] tokens(byte[] text) {
    String characters = new String(text, StandardCharsets.UTF_8);
    for (String before : new String[] {"", ANCHOR}) {
      int[] all = tokenizer.encode(before + characters, Specials.NONE);
      int first = all.length;
      int left = text.length;
      while (first > 0 && left > 0) {
        first--;
        left -= matches(all[first], text, left) ? trie.length(all[first]) : text.length + 1;
      }
      if (left == 0 && (first == 0 || !before.isEmpty())) {
        return Arrays.copyOfRange(all, first, all.length);
      }
    }
    return longest(text);
  }

  /** Whether the text up to there ends with that of a token. */
  private boolean matches(int token, byte[] text, int end) {
    int from = token < trie.size() && trie.isText(token) ? end - trie.length(token) : -1;
    int offset = from < 0 ? 0 : trie.offset(token);
    return from >= 0
        && Arrays.equals(text, from, end, trie.text(), offset, offset + trie.length(token));
  }

  private int[] longest(byte[] text) {
    int[] tokens = new int[text.length];
    int count = 0;
    for (int from = 0; from < text.length; ) {
      int node = TokenTrie.ROOT;
      int token = -1;
      for (int i = from; i < text.length; i++) {
        node = trie.child(node, text[i]);
        if (node == TokenTrie.ROOT) {
          break;
        }
        token = trie.token(node) >= 0 ? trie.token(node) : token;
      }
      if (token < 0) {
        break;
      }
      tokens[count++] = token;
      from += trie.length(token);
    }
    return Arrays.copyOf(tokens, count);
  }

  /** Leaves the last token to the model, if it could have written a longer one. */
  private int[] withoutLoose(int[] tokens, State end) {
    if (tokens.length == 0) {
      return NONE;
    }
    int last = tokens[tokens.length - 1];
    int node = TokenTrie.ROOT;
    for (int i = trie.offset(last); i < trie.offset(last) + trie.length(last); i++) {
      node = trie.child(node, trie.text()[i]);
    }
    for (int child = node + 1; child < trie.behind(node); child = trie.behind(child)) {
      if (!states.step(end, trie.letter(child)).isDead()) {
        return Arrays.copyOf(tokens, tokens.length - 1);
      }
    }
    return tokens;
  }
}
