package io.llamajar.tools;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Statistics of known numbers. */
class SpreadTest {
  @Test
  void oddlyManyMeasurementsHaveOneInTheMiddle() {
    assertThat(Spread.of(4, 10, 1)).isEqualTo(new Spread(5, Math.sqrt(21), 4, 1, 10));
  }

  @Test
  void evenlyManyHaveTwo() {
    assertThat(Spread.of(2, 4, 4, 6)).isEqualTo(new Spread(4, Math.sqrt(8 / 3.0), 4, 2, 6));
    assertThat(Spread.of(1, 2, 5, 10).median()).isEqualTo(3.5);
  }

  @Test
  void oneAloneDoesNotDeviate() {
    assertThat(Spread.of(7)).isEqualTo(new Spread(7, 0, 7, 7, 7));
  }
}
