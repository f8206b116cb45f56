package io.llamajar.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a token sees begins and ends where its model was trained to have it. */
class SightTest {
  @Test
  void aWindowEndsWithTheTokenItself() {
    sees(new Sight.Back(3), 7, 5, 8);
    sees(new Sight.Back(3), 1, 0, 2);
    sees(Sight.CAUSAL, 7, 0, 8);
  }

  @Test
  void aChunkIsSeenFromItsBeginning() {
    sees(new Sight.Chunk(4), 7, 4, 8);
    sees(new Sight.Chunk(4), 8, 8, 9);
  }

  @Test
  void bothSidesEndWhereTheSequenceDoes() {
    sees(new Sight.Around(2), 7, 5, 10);
    sees(new Sight.Around(2), 99, 97, 100);
    sees(new Sight.Around(2), 1, 0, 4);
    sees(Sight.ALL, 7, 0, 100);
  }

  private static void sees(Sight sight, int position, int first, int end) {
    assertThat(sight.first(position)).isEqualTo(first);
    assertThat(sight.end(position, 100)).isEqualTo(end);
    assertThat(sight.most()).isGreaterThanOrEqualTo(end - first);
  }
}
