package io.llamajar.tools;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A made-up vocabulary of any size that can spell every text: all bytes, then pairs of them, then
 * triples, merged by byte-pair encoding.
 *
 * @param tokens in GPT-2's spelling of bytes; the last two begin and end a text
 * @param merges which two tokens make each token from the 257th on
 */
record Words(List<String> tokens, List<String> merges) {
  private static final int BYTES = 256;
  private static final int CONTROLS = 2;
  static final int FEWEST = BYTES + CONTROLS;
  static final int MOST = 1 << 20;

  // The commonest letters first, so that a small vocabulary has pairs that occur.
  private static final String COMMON = " etaoinshrdlu,.\ncmfwypvbgkjxqz";

  static Words of(int size) {
    List<String> letters = letters();
    List<String> tokens = new ArrayList<>(letters);
    List<String> merges = new ArrayList<>();
    for (int i = 0; tokens.size() < size - CONTROLS; i++) {
      String left = tokens.get(i / BYTES); // letters, then the pairs in their order
      String right = letters.get(i % BYTES);
      tokens.add(left + right);
      merges.add(left + " " + right);
    }
    tokens.add("<|begin|>");
    tokens.add("<|end|>");
    return new Words(tokens, merges);
  }

  int begin() {
    return tokens.size() - CONTROLS;
  }

  int end() {
    return begin() + 1;
  }

  /** Normal tokens are of type 1, control tokens of type 3. */
  int[] types() {
    int[] types = new int[tokens.size()];
    Arrays.fill(types, 0, begin(), 1);
    Arrays.fill(types, begin(), types.length, 3);
    return types;
  }

  /** All bytes as GPT-2's {@code bytes_to_unicode} spells them. */
  private static List<String> letters() {
    String[] spelled = new String[BYTES];
    int next = BYTES;
    for (int value = 0; value < BYTES; value++) {
      boolean printable = (value >= '!' && value <= '~') || (value >= 0xA1 && value != 0xAD);
      spelled[value] = Character.toString(printable ? value : next++);
    }
    List<String> letters = new ArrayList<>();
    COMMON.chars().forEach(value -> letters.add(spelled[value]));
    for (String letter : spelled) {
      if (!letters.contains(letter)) {
        letters.add(letter);
      }
    }
    return letters;
  }
}
