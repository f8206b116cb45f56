package io.llamajar.tokenizer;

import io.llamajar.tokenizer.SpecialSplitter.Fragment.Marked;
import io.llamajar.tokenizer.SpecialSplitter.Fragment.Plain;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Cuts special tokens out of a text, the longest first, wherever their text stands in it. */
final class SpecialSplitter {
  /** A stretch of text that a special token was found in, or that is left for the encoder. */
  sealed interface Fragment {
    record Marked(int token) implements Fragment {}

    record Plain(int from, int to) implements Fragment {}
  }

  private record Special(int token, String text) {}

  private final Vocabulary vocabulary;
  private final List<Special> specials; // the longest first
  private final Trie texts = new Trie(); // to indices into specials

  SpecialSplitter(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    int special = Vocabulary.CONTROL | Vocabulary.USER_DEFINED | Vocabulary.UNKNOWN;
    this.specials =
        IntStream.range(0, vocabulary.size())
            .filter(token -> vocabulary.is(token, special))
            .boxed()
            .sorted(Comparator.comparingInt(token -> -vocabulary.text(token).length))
            .map(token -> new Special(token, text(token)))
            .toList();
    for (int i = 0; i < specials.size(); i++) {
      texts.add(vocabulary.text(specials.get(i).token()), i);
    }
  }

  private String text(int token) {
    return new String(vocabulary.text(token), StandardCharsets.UTF_8);
  }

  /**
   * Cuts a text up.
   *
   * @param all whether control tokens count too, and not only the user-defined ones
   */
  List<Fragment> split(String text, boolean all) {
    if (text.isEmpty()) {
      return List.of();
    }
    List<Fragment> fragments = List.of(new Plain(0, text.length()));
    BitSet present = present(text);
    for (int i = present.nextSetBit(0); i >= 0; i = present.nextSetBit(i + 1)) {
      Special special = specials.get(i);
      if (all || !vocabulary.is(special.token(), Vocabulary.CONTROL | Vocabulary.UNKNOWN)) {
        List<Fragment> smaller = new ArrayList<>();
        for (Fragment fragment : fragments) {
          switch (fragment) {
            case Marked marked -> smaller.add(marked);
            case Plain plain -> cut(text, plain, special, smaller);
          }
        }
        fragments = smaller;
      }
    }
    return fragments;
  }

  // Which special tokens stand in the text at all: few of the thousands that there may be.
  private BitSet present(String text) {
    BitSet present = new BitSet(specials.size());
    byte[] bytes = Utf8.bytes(text);
    for (int from = 0; from < bytes.length; from++) {
      int node = Trie.ROOT;
      for (int i = from; i < bytes.length; i++) {
        node = texts.child(node, bytes[i]);
        if (node == Trie.NONE) {
          break;
        }
        if (texts.value(node) != Trie.NONE) {
          present.set(texts.value(node));
        }
      }
    }
    return present;
  }

  private void cut(String text, Plain plain, Special special, List<Fragment> fragments) {
    int from = plain.from();
    while (from < plain.to()) {
      int match = text.indexOf(special.text(), from, plain.to());
      if (match < 0) {
        fragments.add(new Plain(from, plain.to()));
        return;
      }
      int end = match;
      if (vocabulary.is(special.token(), Vocabulary.STRIP_LEFT)) {
        while (end > from && isSpace(text.charAt(end - 1))) {
          end--;
        }
      }
      if (end > from) {
        fragments.add(new Plain(from, end));
      }
      fragments.add(new Marked(special.token()));
      from = match + special.text().length();
      if (vocabulary.is(special.token(), Vocabulary.STRIP_RIGHT)) {
        while (from < plain.to() && isSpace(text.charAt(from))) {
          from++;
        }
      }
    }
  }

  // White space in ASCII only, as C's isspace has it.
  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}
