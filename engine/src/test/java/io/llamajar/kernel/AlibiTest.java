package io.llamajar.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.tensor.Vector;
import org.junit.jupiter.api.Test;

/** Each head has the slope that models were trained with. */
class AlibiTest {
  @Test
  void slopesOfAPowerOfTwoAreAGeometricSequence() {
    assertThat(floats(Alibi.slopes(8, 8)))
        .containsExactly(1 / 2f, 1 / 4f, 1 / 8f, 1 / 16f, 1 / 32f, 1 / 64f, 1 / 128f, 1 / 256f);
    assertThat(floats(Alibi.slopes(2, 16))).containsExactly(1 / 256f, 1 / 65536f);
  }

  @Test
  void otherNumbersOfHeadsGoOnWithEverySecondOneOfTwiceAsMany() {
    float half = (float) Math.sqrt(0.5);
    assertThat(floats(Alibi.slopes(12, 8)))
        .startsWith(floats(Alibi.slopes(8, 8)))
        .endsWith(half, half / 2, half / 4, half / 8);
    assertThat(floats(Alibi.slopes(1, 8))).containsExactly(1 / 256f);
  }

  private static float[] floats(Vector vector) {
    float[] floats = new float[vector.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = vector.at(i);
    }
    return floats;
  }
}
