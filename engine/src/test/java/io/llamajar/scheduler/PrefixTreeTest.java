package io.llamajar.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.gguf.GgmlType;
import io.llamajar.ops.LowRank;
import io.llamajar.tensor.Beginning;
import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.KvPool;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.StateShape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class PrefixTreeTest {
  private static final KvShape PLAIN = new KvShape(1, 4, 4);
  private static final long PAGES = 10;

  @AutoClose
  private final KvPool pool =
      new KvPool(
          List.of(PLAIN),
          GgmlType.F16,
          PAGES * KvPool.bytes(List.of(PLAIN), GgmlType.F16, KvCache.PAGE));

  private final PrefixTree tree = new PrefixTree(pool);

  private static int[] text(int seed, int length) {
    return new Random(seed).ints(length, 0, 1000).toArray();
  }

  private static int[] joined(int[] a, int[] b) {
    return IntStream.concat(IntStream.of(a), IntStream.of(b)).toArray();
  }

  /** Has a text read, as far as it is not known. */
  private int read(int[] text) {
    try (KvCache cache = new KvCache(pool, 10_000)) {
      Beginning known = tree.find(List.of(), text, text.length - 1);
      cache.begin(known);
      cache.reserve(text.length - known.length());
      cache.advance(text.length - known.length());
      tree.remember(List.of(), text, cache, true);
      return known.length();
    }
  }

  private int known(int[] text) {
    return tree.find(List.of(), text, text.length).length();
  }

  @Test
  void nothingIsKnownAtFirst() {
    assertThat(known(text(1, 300))).isZero();
    assertThat(tree.forgetOne()).isFalse();
  }

  @Test
  void aTextIsKnownAsFarAsOneBeganLikeIt() {
    int[] text = text(1, 300);
    read(text);
    assertThat(known(text)).isEqualTo(300);
    for (int common : new int[] {0, 1, 127, 128, 129, 255, 256, 299}) {
      assertThat(known(Arrays.copyOf(text, common))).isEqualTo(common);
      assertThat(known(joined(Arrays.copyOf(text, common), new int[] {1000, 1}))).isEqualTo(common);
    }
    assertThat(tree.find(List.of(), text, 200).length()).isEqualTo(200);
    assertThat(tree.find(List.of(), text, 200).full()).hasSize(1);
  }

  @Test
  void textsThatBeginAlikeShareTheirPages() {
    int[] beginning = text(1, 256);
    read(joined(beginning, text(2, 10)));
    assertThat(read(joined(beginning, text(3, 10)))).isEqualTo(256);
    assertThat(tree.pages()).isEqualTo(4);
    assertThat(pool.held()).isEqualTo(4 * pool.pageBytes());
  }

  @Test
  void aTextThatGrowsTakesTheSamePage() {
    int[] text = text(1, 120);
    for (int length = 1; length <= text.length; length += 7) {
      read(Arrays.copyOf(text, length));
    }
    assertThat(tree.pages()).isOne();
  }

  @Test
  void whatWasReadTwiceAtATimeIsKeptOnce() {
    int[] text = text(1, 256);
    try (KvCache one = new KvCache(pool, 500);
        KvCache other = new KvCache(pool, 500)) {
      for (KvCache cache : List.of(one, other)) {
        cache.reserve(256);
        cache.advance(256);
      }
      assertThat(pool.held()).isEqualTo(4 * pool.pageBytes());
      tree.remember(List.of(), text, one, false);
      tree.remember(List.of(), text, other, false);
      assertThat(pool.held()).isEqualTo(2 * pool.pageBytes());
      assertThat(other.page(1)).isSameAs(one.page(1));
    }
  }

  @Test
  void whatWasOfNoUseForTheLongestIsForgottenFirstAndEndsBeforeBeginnings() {
    int[] first = text(1, 256);
    int[] second = text(2, 256);
    read(first);
    read(second);
    known(first);
    assertThat(tree.forgetOne()).isTrue();
    assertThat(known(second)).isEqualTo(128);
    assertThat(known(first)).isEqualTo(256);
    tree.clear();
    assertThat(tree.pages()).isZero();
    assertThat(pool.held()).isZero();
  }

  @Test
  void whatSomebodyReadsIsNotForgotten() {
    int[] text = text(1, 256);
    read(text);
    try (KvCache cache = new KvCache(pool, 500)) {
      cache.begin(tree.find(List.of(), text, 256));
      assertThat(tree.freeBytes()).isZero();
      assertThat(tree.forgetOne()).isFalse();
    }
    assertThat(tree.freeBytes()).isEqualTo(2 * pool.pageBytes());
  }

  @Test
  void memoryThatIsShortIsTakenFromWhatIsOnlyKept() {
    pool.setReleaser(tree::forgetOne);
    for (int seed = 0; seed < 30; seed++) {
      read(text(seed, 300));
      assertThat(pool.held()).isLessThanOrEqualTo(pool.budget());
    }
    assertThat(tree.pages()).isEqualTo((int) PAGES);
    assertThat(known(text(29, 300))).isEqualTo(300);
  }

  @Test
  void onlySoMuchIsKeptForLater() {
    for (int seed = 0; seed < 5; seed++) {
      read(text(seed, 256));
    }
    tree.forgetDownTo(3 * (pool.pageBytes() + 1024));
    assertThat(tree.pages()).isEqualTo(3);
    assertThat(known(text(4, 256))).as("the last one").isEqualTo(256);
    tree.forgetDownTo(3 * (pool.pageBytes() + 1024));
    assertThat(tree.pages()).isEqualTo(3);
  }

  @Test
  void nothingIsKeptOfAdaptersWhoseTextsAreForgotten() {
    LowRank changes = new LowRank(Map.of(), Map.of());
    for (int factor = 1; factor <= 3; factor++) {
      try (KvCache cache = new KvCache(pool, 500)) {
        cache.reserve(100);
        List<LowRank.Scaled> scaled = List.of(new LowRank.Scaled(changes, factor));
        tree.remember(scaled, text(1, 100), cache, true); // which holds nothing yet
        cache.advance(100);
        tree.remember(scaled, text(1, 100), cache, true);
        assertThat(tree.roots()).isEqualTo(factor);
      }
    }
    tree.forgetOne();
    assertThat(tree.roots()).isEqualTo(2);
    tree.clear();
    assertThat(tree.roots()).isZero();
  }

  @Test
  void theSourceOfACopyOutlivesTheShortageThatTheCopyCauses() {
    pool.setReleaser(tree::forgetOne);
    int[] text = text(1, 100);
    read(text);
    try (KvCache all = new KvCache(pool, 10_000);
        KvCache copy = new KvCache(pool, 500)) {
      all.reserve(8 * KvCache.PAGE);
      copy.begin(tree.find(List.of(), text, 100));
      assertThat(copy.length()).isEqualTo(100);
      assertThat(tree.pages()).isOne();
    }
  }

  @Test
  void whereLayersKeepStatesATextGoesOnFromWhereTheyWereCopied() {
    KvShape shape = new KvShape(1, 4, 4, new StateShape(2, 2));
    try (KvPool states = new KvPool(List.of(shape), GgmlType.F16, KvPool.UNLIMITED)) {
      PrefixTree other = new PrefixTree(states);
      int[] text = text(1, 300);
      try (KvCache cache = new KvCache(states, 500)) {
        for (int length : new int[] {100, 200, 300}) {
          cache.reserve(100);
          cache.advance(100);
          other.remember(List.of(), text, cache, length < 300);
        }
      }
      assertThat(other.find(List.of(), text, 300).length()).isEqualTo(200);
      assertThat(other.find(List.of(), text, 199).length()).isEqualTo(100);
      assertThat(other.find(List.of(), text, 99)).isEqualTo(Beginning.NONE);
      other.clear();
      assertThat(states.held()).isZero();
    }
  }
}
