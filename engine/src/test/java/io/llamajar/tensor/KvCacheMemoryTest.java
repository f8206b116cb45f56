package io.llamajar.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.GgmlType;
import java.util.List;
import org.junit.jupiter.api.Test;

class KvCacheMemoryTest {
  private static final KvShape SMALL = new KvShape(2, 4, 4);

  @Test
  void hasRoomForItsCapacityAndNoMore() {
    try (KvCache cache = new KvCache(List.of(SMALL), GgmlType.F16, 130)) {
      cache.reserve(130);
      cache.advance(129);
      cache.reserve(1);
      assertThatThrownBy(() -> cache.reserve(2))
          .isInstanceOf(LlamajarException.class)
          .hasMessageContaining("context of 130 tokens is full");
    }
  }

  @Test
  void saysInWordsThatThereIsNoMemory() {
    KvShape huge = new KvShape(1 << 20, 1 << 12, 1 << 12);
    try (KvCache cache = new KvCache(List.of(SMALL, huge), GgmlType.F32, 200)) {
      for (int attempt = 0; attempt < 2; attempt++) {
        assertThatThrownBy(() -> cache.reserve(1))
            .isInstanceOf(LlamajarException.class)
            .hasMessageContaining("There is no memory for 2097152 MiB more");
        assertThat(cache.holds(1)).isFalse();
      }
      assertThat(cache.length()).isZero();
    }
  }

  @Test
  void saysThatItWasClosed() {
    KvCache cache = new KvCache(List.of(SMALL), GgmlType.F16, 10);
    cache.close();
    cache.close();
    assertThatIllegalStateException().isThrownBy(() -> cache.reserve(1));
  }
}
