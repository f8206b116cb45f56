package io.llamajar.speculation;

import io.llamajar.tensor.KvCache;
import java.util.Arrays;

/** What a draft model has read of one text. */
final class Follower {
  private final DraftModel model;
  private final KvCache cache;
  private int[] tokens = new int[64]; // that the cache holds

  Follower(DraftModel model, KvCache cache) {
    this.model = model;
    this.cache = cache;
  }

  KvCache cache() {
    return cache;
  }

  /** How many tokens it has read. */
  int length() {
    return cache.length();
  }

  /** How many of the first {@code count} tokens of a text it has read. */
  int inCommon(int[] text, int count) {
    int end = Math.min(count, length());
    int mismatch = Arrays.mismatch(tokens, 0, end, text, 0, end);
    return mismatch < 0 ? end : mismatch;
  }

  /** Forgets what is not of the first {@code count} tokens of a text. */
  void goBack(int[] text, int count) {
    cache.truncate(inCommon(text, count));
  }

  /** Remembers that a pass is reading the next tokens of a text. */
  void read(int[] text, int count) {
    int end = length() + count;
    if (end > tokens.length) {
      tokens = Arrays.copyOf(tokens, Math.max(end, 2 * tokens.length));
    }
    System.arraycopy(text, length(), tokens, length(), count);
  }

  /** Says that nobody writes on the text any more. */
  void end() {
    model.keep(this);
  }
}
