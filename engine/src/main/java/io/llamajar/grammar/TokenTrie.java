package io.llamajar.grammar;

import io.llamajar.sampling.TokenSet;
import io.llamajar.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The texts of a vocabulary's tokens as a tree of bytes, so that what many begin with is looked at
 * once.
 *
 * <p>The nodes lie in the order in which a walk meets them, each with the place behind all below
 * it: a walk goes forward through arrays, and a branch is passed over in one step. Control tokens
 * are not in the tree; no text is made of them.
 */
final class TokenTrie {
  static final int ROOT = 0;

  private final int size;
  private final byte[] text; // of all tokens, one after another
  private final int[] offsets; // [size + 1] where each token's begins
  private final long[] inTree;
  private final TokenSet ends;

  private final int[] tokens; // those in the tree, in its order
  private final Nodes nodes = new Nodes();
  private int longest;

  /** The arrays of the nodes. */
  private static final class Nodes {
    private byte[] letters = new byte[1024];
    private char[] depths = new char[1024];
    private int[] behind = new int[1024]; // the first node that is not below
    private int[] firstTokens = new int[1024]; // index of the first token that is there or later
    private int count;

    int add(byte letter, int depth, int firstToken) {
      if (count + 1 == letters.length) {
        letters = Arrays.copyOf(letters, 2 * count + 2);
        depths = Arrays.copyOf(depths, 2 * count + 2);
        behind = Arrays.copyOf(behind, 2 * count + 2);
        firstTokens = Arrays.copyOf(firstTokens, 2 * count + 2);
      }
      letters[count] = letter;
      depths[count] = (char) depth;
      firstTokens[count] = firstToken;
      return count++;
    }
  }

  /**
   * The tree of a vocabulary.
   *
   * @param size tokens from that number on cannot be said
   */
  TokenTrie(Tokenizer tokenizer, int size) {
    this.size = size;
    this.offsets = new int[size + 1];
    byte[][] texts = new byte[size][];
    long[] ending = new long[(size + 63) / 64];
    inTree = new long[ending.length];
    for (int token = 0; token < size; token++) {
      texts[token] = tokenizer.bytes(token);
      offsets[token + 1] = offsets[token] + texts[token].length;
      if (tokenizer.endsGeneration(token)) {
        ending[token / 64] |= 1L << token;
      } else if (!tokenizer.isSpecial(token) && texts[token].length > 0) {
        inTree[token / 64] |= 1L << token;
      }
    }
    ends = TokenSet.of(ending);
    text = new byte[offsets[size]];
    for (int token = 0; token < size; token++) {
      System.arraycopy(texts[token], 0, text, offsets[token], texts[token].length);
    }
    tokens =
        IntStream.range(0, size)
            .filter(this::isText)
            .boxed()
            .sorted(Comparator.comparing(token -> texts[token], Arrays::compareUnsigned))
            .mapToInt(Integer::intValue)
            .toArray();
    build();
  }

  private void build() {
    int[] path = new int[1024]; // the node at each depth
    int depth = 0;
    path[0] = nodes.add((byte) 0, 0, 0);
    for (int i = 0; i < tokens.length; i++) {
      int length = length(tokens[i]);
      int common = i == 0 ? 0 : commonLength(tokens[i - 1], tokens[i]);
      for (; depth > common; depth--) {
        nodes.behind[path[depth]] = nodes.count;
      }
      if (length >= path.length) {
        path = Arrays.copyOf(path, 2 * length);
      }
      for (; depth < length; depth++) {
        path[depth + 1] = nodes.add(text[offsets[tokens[i]] + depth], depth + 1, i);
      }
      longest = Math.max(longest, length);
    }
    for (; depth >= 0; depth--) {
      nodes.behind[path[depth]] = nodes.count;
    }
    nodes.firstTokens[nodes.count] = tokens.length;
  }

  private int commonLength(int before, int token) {
    int mismatch =
        Arrays.mismatch(
            text, offsets[before], offsets[before + 1], text, offsets[token], offsets[token + 1]);
    return mismatch < 0 ? length(token) : mismatch;
  }

  /** The number of tokens, those that are not in the tree counted. */
  int size() {
    return size;
  }

  /** The tokens that end a text. */
  TokenSet ends() {
    return ends;
  }

  /** Whether a token is a piece of text. */
  boolean isText(int token) {
    return (inTree[token / 64] >>> token & 1) != 0;
  }

  /** The texts of all tokens, also of those that are not in the tree. */
  byte[] text() {
    return text;
  }

  /** Where a token's text begins; it ends where the next one's begins. */
  int offset(int token) {
    return offsets[token];
  }

  int length(int token) {
    return offsets[token + 1] - offsets[token];
  }

  /** The number of bytes of the longest token in the tree. */
  int longest() {
    return longest;
  }

  byte letter(int node) {
    return nodes.letters[node];
  }

  /** The number of bytes on the way to a node. */
  int depth(int node) {
    return nodes.depths[node];
  }

  /** The first node behind a node and all those below it. */
  int behind(int node) {
    return nodes.behind[node];
  }

  /** Adds the tokens whose text ends at a node. */
  void addTokens(int node, long[] bits) {
    for (int i = nodes.firstTokens[node]; i < nodes.firstTokens[node + 1]; i++) {
      bits[tokens[i] / 64] |= 1L << tokens[i];
    }
  }

  /** The node below a node that a byte leads to; the root, if there is none. */
  int child(int node, byte letter) {
    for (int child = node + 1; child < behind(node); child = behind(child)) {
      if (letter(child) == letter) {
        return child;
      }
    }
    return ROOT;
  }

  /** A token whose text ends at a node; -1 if there is none. */
  int token(int node) {
    int i = nodes.firstTokens[node];
    return i < nodes.firstTokens[node + 1] ? tokens[i] : -1;
  }
}
