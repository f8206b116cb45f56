package io.llamajar;

import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.KvPool;
import java.util.Optional;

/**
 * How many tokens a text may have.
 *
 * @param asked by the user; 0 for as many as are good
 * @param trained the most that the model was trained to take into account
 * @param longest the most that it knows positions of
 * @param pool the memory for them
 */
record ContextSize(int asked, int trained, int longest, KvPool pool) {
  private static final int KEPT_TEXTS = 16; // as long as can be
  private static final long MOST_KEPT = 8L << 30; // bytes

  /**
   * Makes sure that there can be as many as are asked for.
   *
   * @throws LlamajarException if the model does not know as many, or there is no memory for them
   */
  void check() {
    if (asked > longest) {
      throw new LlamajarException(
          "The context is %d tokens, but this model knows only %d positions; give at most as many"
              .formatted(asked, longest));
    }
    if (asked > fitting()) {
      throw new LlamajarException(
          "A context of %d tokens needs %d MiB for keys and values, more than is free; %d tokens would fit, give at most as many or keep them in fewer bytes"
              .formatted(asked, (asked * pool.pageBytes() / KvCache.PAGE) >> 20, fitting()));
    }
  }

  /** The most tokens that there is memory for: whole pages, beside the states. */
  private int fitting() {
    long free = Math.max(0, pool.budget() - 2 * pool.stateBytes());
    long pages = free / Math.max(1, pool.pageBytes());
    return (int) Math.min(Math.min(pages, Integer.MAX_VALUE) * KvCache.PAGE, Integer.MAX_VALUE);
  }

  /** The memory for what nobody uses now, but others may begin with. */
  long keptBytes() {
    long texts = (long) Math.ceilDiv(tokens(), KvCache.PAGE) * KEPT_TEXTS;
    long bytes = texts * (pool.pageBytes() + pool.stateBytes());
    return Math.min(Math.min(bytes, MOST_KEPT), pool.budget() / 2);
  }

  /** The most tokens that a text may have. */
  int tokens() {
    return asked == 0 ? Math.min(meant(), Math.max(1, fitting())) : asked;
  }

  /** Makes sure that a prompt has no more. */
  void checkHolds(int prompt) {
    if (prompt > tokens()) {
      throw new LlamajarException(
          "The prompt of %d tokens is longer than the context of %d; shorten it or open the model with a larger context"
              .formatted(prompt, tokens()));
    }
  }

  /** The most that it is good for: it may not know as many positions as it was trained on. */
  private int meant() {
    return Math.min(trained, longest);
  }

  /** What a user should know about it. */
  Optional<String> warning() {
    if (tokens() > trained) {
      return Optional.of(
          "The context of %d tokens is longer than the %d that the model was trained on; expect its text to degrade beyond them"
              .formatted(tokens(), trained));
    }
    return asked == 0 && tokens() < meant()
        ? Optional.of(
            "The context is %d tokens of the %d that the model was trained on, as there is no memory for more"
                .formatted(tokens(), trained))
        : Optional.empty();
  }
}
