package io.llamajar.tensor;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.llamajar.gguf.GgmlType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class StatesTest {
  private static final List<KvShape> LAYERS =
      List.of(
          KvShape.of(new StateShape(3, 4)),
          new KvShape(1, 8, 8),
          new KvShape(1, 8, 8, new StateShape(0, 5)));

  @AutoClose private final KvCache cache = new KvCache(LAYERS, GgmlType.F32, 500);
  private final States states = cache.states();

  /** A pass of so many positions, after which all states are the length. */
  private void read(int count) {
    cache.reserve(count);
    for (int i = 0; i < 3 + 4 + 5; i++) {
      states.next().setAtIndex(JAVA_FLOAT, i, cache.length() + count);
    }
    cache.advance(count);
  }

  private void assertHolds(int length) {
    assertThat(cache.length()).isEqualTo(length);
    assertThat(states.present().toArray(JAVA_FLOAT)).hasSize(12).containsOnly(length);
  }

  @Test
  void beginAsZeros() {
    cache.reserve(1);
    assertHolds(0);
  }

  @Test
  void lieOneAfterAnother() {
    assertThat(states.window(0)).isZero();
    assertThat(states.memory(0)).isEqualTo(3);
    assertThat(states.window(1)).isEqualTo(7);
    assertThat(states.memory(2)).isEqualTo(7);
  }

  @Test
  void changeOnlyWhenAPassHasEnded() {
    read(3);
    cache.reserve(2);
    states.next().fill((byte) 9);
    assertHolds(3);
    read(4);
    assertHolds(7);
  }

  @Test
  void cannotBeTakenBackButToTheBeginning() {
    read(3);
    read(4);
    assertThat(cache.keeps(7)).isEqualTo(7);
    assertThat(cache.keeps(6)).isZero();
    assertThatIllegalArgumentException().isThrownBy(() -> cache.truncate(3));
    assertHolds(7);
    cache.truncate(7);
    assertHolds(7);
    cache.truncate(0);
    assertHolds(0);
    read(5);
    assertHolds(5);
  }

  @Test
  void canBeCopiedForAnotherTextToBeginWith() {
    try (KvPool pool = new KvPool(LAYERS, GgmlType.F32, KvPool.UNLIMITED);
        KvCache first = new KvCache(pool, 500);
        KvCache second = new KvCache(pool, 500)) {
      first.reserve(7);
      first.states().next().setAtIndex(JAVA_FLOAT, 11, 3);
      first.advance(7);
      KvPool.State copy = first.states().copy().orElseThrow();
      first.truncate(0);
      second.begin(new Beginning(List.of(), Optional.of(first.page(0)), 7, Optional.of(copy)));
      assertThat(second.length()).isEqualTo(7);
      assertThat(second.states().present().getAtIndex(JAVA_FLOAT, 11)).isEqualTo(3);
      pool.giveBack(copy);
    }
  }

  @Test
  void areNotNeededByLayersThatOnlyAttend() {
    try (KvCache plain = new KvCache(LAYERS.subList(1, 2), GgmlType.F32, 500)) {
      plain.reserve(9);
      plain.advance(9);
      assertThat(plain.keepsStates()).isFalse();
      assertThat(plain.keeps(5)).isEqualTo(5);
      plain.truncate(5);
      assertThat(plain.length()).isEqualTo(5);
    }
  }
}
