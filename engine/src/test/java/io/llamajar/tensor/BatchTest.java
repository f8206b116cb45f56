package io.llamajar.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.GgmlType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchTest {
  private static final List<KvShape> SHAPES = List.of(new KvShape(2, 4, 6), new KvShape(1, 8, 8));

  private final Batch batch = new Batch();
  private final List<KvCache> caches = new ArrayList<>();

  private KvCache cache(int length) {
    KvCache cache = new KvCache(SHAPES, GgmlType.F16, 200);
    caches.add(cache);
    cache.reserve(length);
    cache.advance(length);
    return cache;
  }

  @AfterEach
  void close() {
    caches.forEach(KvCache::close);
  }

  @Test
  void rowsFollowOnTheirSequences() {
    for (int pass = 0; pass < 2; pass++) {
      batch.clear();
      batch.add(cache(7), 2, 0);
      batch.add(cache(0), 3, 3);
      batch.add(cache(150), 1, 1);
      assertThat(batch.sequences()).isEqualTo(3);
      assertThat(batch.rows()).isEqualTo(6);
      assertThat(IntStream.range(0, 6).map(batch::sequence)).containsExactly(0, 0, 1, 1, 1, 2);
      assertThat(IntStream.range(0, 6).map(batch::position)).containsExactly(7, 8, 0, 1, 2, 150);
      assertThat(IntStream.rangeClosed(0, 3).map(batch::start)).containsExactly(0, 2, 5, 6);
      assertThat(IntStream.range(0, batch.outputs()).map(batch::output))
          .containsExactly(2, 3, 4, 5);
      assertThat(batch.shape(1)).isEqualTo(SHAPES.get(1));
      assertThat(batch.seen(Integer.MAX_VALUE)).isEqualTo(2 * 9 + 3 * 3 + 151);
      assertThat(batch.seen(8)).isEqualTo(2 * 8 + 3 * 3 + 8);

      assertThat(batch.hasRoom()).isTrue();
      batch.advance();
      assertThat(IntStream.range(0, 3).map(s -> batch.cache(s).length()))
          .containsExactly(9, 3, 151);
      assertThat(batch.hasRoom()).as("it is no longer where its caches end").isFalse();
    }
  }

  @Test
  void tilesAreOfOneSequence() {
    batch.add(cache(0), 33, 0);
    batch.add(cache(9), 1, 0);
    batch.add(cache(3), 16, 0);
    assertThat(batch.tiles()).isEqualTo(5);
    assertThat(IntStream.range(0, 5).map(batch::tileStart)).containsExactly(0, 16, 32, 33, 34);
    assertThat(IntStream.range(0, 5).map(batch::tileEnd)).containsExactly(16, 32, 33, 34, 50);
  }

  @Test
  void aCacheWithoutRoomLeavesItAsItWas() {
    batch.add(cache(10), 5, 1);
    assertThatThrownBy(() -> batch.add(cache(190), 11, 1)).isInstanceOf(LlamajarException.class);
    assertThat(batch.rows()).isEqualTo(5);
    assertThat(batch.sequences()).isOne();
  }

  @Test
  void noticesThatAClosedOrTruncatedCacheHasNoRoom() {
    KvCache cache = cache(10);
    batch.add(cache, 5, 1);
    cache.truncate(3);
    assertThat(batch.hasRoom()).isFalse();
    batch.clear();
    batch.add(cache, 5, 1);
    cache.close();
    assertThat(batch.hasRoom()).isFalse();
  }

  @Test
  void takesACacheOnceAndOnlyOfItsKind() {
    KvCache cache = cache(10);
    batch.add(cache, 5, 1);
    assertThatIllegalArgumentException().isThrownBy(() -> batch.add(cache, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> batch.add(cache(0), 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> batch.add(cache(0), 1, 2));
    try (KvCache exact = new KvCache(SHAPES, GgmlType.F32, 200);
        KvCache shallow = new KvCache(SHAPES.subList(0, 1), GgmlType.F16, 200);
        KvCache other = new KvCache(SHAPES.reversed(), GgmlType.F16, 200)) {
      for (KvCache stranger : List.of(exact, shallow, other)) {
        assertThatIllegalArgumentException().isThrownBy(() -> batch.add(stranger, 1, 1));
      }
    }
    assertThat(batch.rows()).isEqualTo(5);
  }
}
