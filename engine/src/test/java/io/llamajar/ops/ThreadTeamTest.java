package io.llamajar.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThreadTeamTest {
  private static final int COSTLY = 1_000_000; // worth sharing

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void doesEveryItemOfEveryJobExactlyOnce(int threads) {
    try (ThreadTeam team = new ThreadTeam(threads)) {
      assertThat(team.threads()).isEqualTo(threads);
      for (int items : new int[] {0, 1, 2, 7, 100, 1001}) {
        for (long cost : new long[] {0, 50, Integer.MAX_VALUE}) {
          for (int job = 0; job < 20; job++) {
            AtomicIntegerArray done = new AtomicIntegerArray(items);
            team.run(
                (from, to) -> {
                  for (int i = from; i < to; i++) {
                    done.incrementAndGet(i);
                  }
                },
                items,
                cost);
            for (int i = 0; i < items; i++) {
              assertThat(done.get(i)).isOne();
            }
          }
        }
      }
    }
  }

  @Test
  void seesWhatTheCallerWroteAndShowsWhatItWrote() {
    try (ThreadTeam team = new ThreadTeam(3)) {
      int[] values = new int[64]; // plain memory: only the team's own ordering protects it
      for (int round = 0; round < 2000; round++) {
        int expected = round;
        team.run(
            (from, to) -> {
              for (int i = from; i < to; i++) {
                assertThat(values[i]).isEqualTo(expected);
                values[i]++;
              }
            },
            values.length,
            COSTLY);
      }
      assertThat(values).containsOnly(2000);
    }
  }

  @Test
  void anExceptionReachesTheCallerAndTheTeamGoesOn() {
    try (ThreadTeam team = new ThreadTeam(2)) {
      for (int round = 0; round < 50; round++) {
        assertThatThrownBy(() ->
                team.run(
                    (from, to) -> {
                      throw new IllegalStateException("item " + from);
                    },
                    100,
                    COSTLY))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageStartingWith("item ");
        AtomicInteger done = new AtomicInteger();
        team.run((from, to) -> done.addAndGet(to - from), 100, COSTLY);
        assertThat(done).hasValue(100);
      }
    }
  }
}
