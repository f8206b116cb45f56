package io.llamajar.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.GgmlType;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KvCacheTest {
  private static final KvShape NARROW = new KvShape(2, 4, 6);
  private static final KvShape WIDE = new KvShape(1, 32, 16);

  private static KvCache cache(int capacity) {
    return new KvCache(List.of(NARROW, WIDE), GgmlType.F32, capacity);
  }

  @Test
  void isEmptyAtFirst() {
    try (KvCache cache = cache(500)) {
      assertThat(cache.length()).isZero();
      assertThat(cache.capacity()).isEqualTo(500);
      assertThat(cache.quant().type()).isEqualTo(GgmlType.F32);
      assertThat(cache.shape(0)).isEqualTo(NARROW);
      assertThat(cache.shape(1)).isEqualTo(WIDE);
      assertThat(cache.holds(0)).isTrue();
      assertThat(cache.holds(1)).isFalse();
    }
  }

  @Test
  void makesRoomByThePage() {
    try (KvCache cache = cache(500)) {
      for (int count : new int[] {1, KvCache.PAGE}) {
        cache.reserve(count);
        assertThat(cache.length()).as("room is not content").isZero();
        assertThat(cache.holds(KvCache.PAGE)).isTrue();
        assertThat(cache.holds(KvCache.PAGE + 1)).isFalse();
      }

      cache.advance(KvCache.PAGE);
      assertThat(cache.holds(0)).isTrue();
      assertThat(cache.holds(1)).isFalse();
      cache.reserve(1 + KvCache.PAGE);
      assertThat(cache.holds(2 * KvCache.PAGE)).isTrue();
    }
  }

  @Test
  void whatWasStoredStaysInPlaceAsItGrows() {
    try (KvCache cache = cache(500)) {
      cache.reserve(10);
      MemorySegment keys = cache.keys(1, 9);
      MemorySegment values = cache.values(1, 9);
      cache.advance(10);
      cache.reserve(490);
      assertThat(cache.keys(1, 9)).isSameAs(keys);
      assertThat(cache.values(1, KvCache.PAGE - 1)).isSameAs(values);
      assertThat(cache.keys(1, KvCache.PAGE)).isNotSameAs(keys);
    }
  }

  @Test
  void canBeFilledToTheLastPosition() {
    try (KvCache cache = cache(130)) {
      cache.reserve(130);
      cache.advance(130);
      assertThat(cache.length()).isEqualTo(130);
      cache.reserve(0);
      assertThatThrownBy(() -> cache.reserve(1))
          .isInstanceOf(LlamajarException.class)
          .hasMessageContaining("130 tokens is full")
          .hasMessageContaining("130 are in it and 1 more")
          .hasMessageContaining("larger context");
    }
  }

  @Test
  void refusesMoreThanItsCapacityAndStaysAsItWas() {
    try (KvCache cache = cache(100)) {
      for (int count : new int[] {101, Integer.MAX_VALUE}) {
        assertThatThrownBy(() -> cache.reserve(count)).isInstanceOf(LlamajarException.class);
      }
      assertThat(cache.length()).isZero();
      assertThat(cache.holds(1)).isFalse();
    }
  }

  @Test
  void truncatedPositionsCanBeTakenAgain() {
    try (KvCache cache = cache(300)) {
      cache.reserve(300);
      cache.advance(300);
      MemorySegment page = cache.keys(0, 200);
      cache.truncate(300);
      assertThat(cache.length()).isEqualTo(300);
      cache.truncate(129);
      assertThat(cache.length()).isEqualTo(129);
      assertThat(cache.holds(171)).as("its room is kept").isTrue();
      cache.reserve(171);
      assertThat(cache.keys(0, 200)).isSameAs(page);
      cache.truncate(0);
      assertThat(cache.length()).isZero();
    }
  }

  @Test
  void cannotBeTruncatedToWhatItDoesNotHold() {
    try (KvCache cache = cache(300)) {
      cache.reserve(5);
      cache.advance(5);
      for (int length : new int[] {-1, 6}) {
        assertThatThrownBy(() -> cache.truncate(length))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("0..5");
      }
      assertThat(cache.length()).isEqualTo(5);
    }
  }

  @Test
  void headsThatAreNotWholeBlocksCannotBeKeptInThem() {
    List<KvShape> fit = List.of(new KvShape(3, 64, 32));
    KvPool.check(fit, GgmlType.Q8_0);
    try (KvCache cache = new KvCache(fit, GgmlType.Q8_0, 10)) {
      cache.reserve(1);
      assertThat(cache.keys(0, 0).byteSize()).isEqualTo(3L * KvCache.PAGE * 2 * 34);
      assertThat(cache.value(0, 2, 5).byteSize()).isEqualTo(34);
    }
    for (KvShape shape : List.of(new KvShape(1, 48, 32), new KvShape(1, 32, 8))) {
      assertThatThrownBy(() -> KvPool.check(List.of(fit.getFirst(), shape), GgmlType.Q8_0))
          .isInstanceOf(LlamajarException.class)
          .hasMessageContaining("wide, not a multiple of 32; choose F16 or F32");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F16"})
  void entriesOfAHeadLieOneAfterAnotherAndFillThePage(GgmlType type) {
    int bytes = type == GgmlType.F32 ? 4 : 2;
    try (KvCache cache = new KvCache(List.of(NARROW, WIDE), type, 300)) {
      cache.reserve(300);
      for (int layer = 0; layer < 2; layer++) {
        KvShape shape = cache.shape(layer);
        long next = 0;
        for (int head = 0; head < shape.heads(); head++) {
          for (int position = KvCache.PAGE; position < 2 * KvCache.PAGE; position++) {
            assertThat(cache.offset(head, position, shape.keyWidth())).isEqualTo(next);
            next += (long) shape.keyWidth() * bytes;
          }
        }
        assertThat(cache.keys(layer, 299).byteSize()).isEqualTo(next);
        assertThat(cache.values(layer, 299).byteSize())
            .isEqualTo((long) shape.heads() * KvCache.PAGE * shape.valueWidth() * bytes);
      }
    }
  }
}
