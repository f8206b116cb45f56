package io.llamajar.scheduler;

import io.llamajar.LlamajarException;
import io.llamajar.ops.LowRank;
import io.llamajar.tensor.Beginning;
import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.KvPool;
import io.llamajar.tensor.Page;
import java.util.List;

/** What was read of texts, for those who write it into a file or read it from there. */
record KnownTexts(KvPool pool, Limits limits, PrefixTree tree) {
  /** What is known of a text, which is kept until somebody {@linkplain #letGo lets go} of it. */
  Beginning hold(List<LowRank.Scaled> changes, int[] text) {
    Beginning known = tree.find(changes, text, text.length);
    known.full().forEach(Page::hold);
    known.part().ifPresent(Page::hold);
    return known;
  }

  void letGo(Beginning known) {
    known.full().forEach(pool::giveBack);
    known.part().ifPresent(pool::giveBack);
  }

  /**
   * A cache with room for a text.
   *
   * @throws LlamajarException if there is no memory for it
   */
  KvCache room(int length) {
    KvCache cache = new KvCache(pool, limits.context());
    try {
      cache.reserve(length);
      return cache;
    } catch (LlamajarException e) {
      cache.close();
      throw e;
    }
  }

  /** Remembers a text that was read elsewhere. */
  void remember(List<LowRank.Scaled> changes, int[] text, KvCache cache) {
    cache.advance(text.length);
    tree.remember(changes, text, cache, true);
    tree.forgetDownTo(limits.kept());
  }
}
