package io.llamajar.kernel;

import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Every rare operation gives the bits that its formula gives, whatever the ranges. */
@EveryKernels
class SpecialsTest {
  private static final int ROWS = 7;
  private static final int STREAMS = 3;
  private static final int WIDTH = 37;

  private final Specials specials;
  @AutoClose private final Memory memory;
  private final Random random = new Random(5);

  SpecialsTest(Kernels kernels, WatchedArena.Around around) {
    this.specials = kernels.specials();
    this.memory = new Memory(around);
  }

  private float[] numbers(int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  @Test
  void mixesTheStreamsOfARow() {
    float[] values = numbers(ROWS * STREAMS * WIDTH);
    float[] weights = numbers(ROWS * STREAMS * STREAMS);
    float[] expected = new float[values.length];
    for (int i = 0; i < expected.length; i++) {
      int row = i / (STREAMS * WIDTH);
      int b = i / WIDTH % STREAMS;
      expected[i] = values[i];
      for (int a = 0; a < STREAMS; a++) {
        float weight = weights[(row * STREAMS + b) * STREAMS + a];
        expected[i] = Math.fma(weight, values[i + (a - b) * WIDTH], expected[i]);
      }
    }
    Tensor x = memory.tensor(ROWS, STREAMS * WIDTH, values);
    Tensor w = memory.tensor(ROWS, STREAMS * STREAMS, weights);
    new Trial("mix", ROWS, (from, to) -> specials.mixStreams(x, w, from, to))
        .reads(w.read())
        .writes(x, expected)
        .run();
  }

  @Test
  void addsToTheStreamsOfARow() {
    float[] values = numbers(ROWS * STREAMS * WIDTH);
    float[] deltas = numbers(ROWS * WIDTH);
    float[] weights = numbers(ROWS * STREAMS);
    float[] expected = new float[values.length];
    for (int i = 0; i < expected.length; i++) {
      float delta = deltas[i / (STREAMS * WIDTH) * WIDTH + i % WIDTH];
      expected[i] = Math.fma(weights[i / WIDTH], delta, values[i]);
    }
    Tensor x = memory.tensor(ROWS, STREAMS * WIDTH, values);
    Tensor delta = memory.tensor(ROWS, WIDTH, deltas);
    Tensor w = memory.tensor(ROWS, STREAMS, weights);
    new Trial("add", ROWS, (from, to) -> specials.addToStreams(x, delta, w, from, to))
        .reads(delta.read(), w.read())
        .writes(x, expected)
        .run();
  }

  @Test
  void givesEachRowTheLengthOfAnother() {
    float[] values = numbers(ROWS * WIDTH);
    float[] models = numbers(ROWS * WIDTH);
    Arrays.fill(values, 0, WIDTH, 0); // a row without any length
    float[] expected = values.clone();
    for (int i = WIDTH; i < expected.length; i++) {
      expected[i] *= length(models, i / WIDTH) / length(values, i / WIDTH);
    }
    Tensor x = memory.tensor(ROWS, WIDTH, values);
    Tensor model = memory.tensor(ROWS, WIDTH, models);
    new Trial("length", ROWS, (from, to) -> specials.matchLength(x, model, from, to))
        .reads(model.read())
        .writes(x, expected)
        .run();
  }

  private static float length(float[] values, int row) {
    double sum = 0;
    for (int k = row * WIDTH; k < (row + 1) * WIDTH; k++) {
      sum += (double) values[k] * values[k];
    }
    return (float) Math.sqrt(sum);
  }

  @Test
  void leavesWhatLiesFarAboveTheMean() {
    float[] values = numbers(ROWS * WIDTH);
    float[] expected = new float[values.length];
    for (int row = 0; row < ROWS; row++) {
      double sum = 0;
      for (int k = 0; k < WIDTH; k++) {
        sum += values[row * WIDTH + k];
      }
      float mean = (float) (sum / WIDTH);
      double squares = 0;
      for (int k = 0; k < WIDTH; k++) {
        double distance = values[row * WIDTH + k] - mean;
        squares += distance * distance;
      }
      float least = 1.25f * (float) Math.sqrt(squares / (WIDTH - 1));
      for (int k = row * WIDTH; k < (row + 1) * WIDTH; k++) {
        expected[k] = Math.max(values[k] - mean - least, 0);
      }
    }
    Tensor x = memory.tensor(ROWS, WIDTH, values);
    new Trial("sparsify", ROWS, (from, to) -> specials.sparsify(x, 1.25f, from, to))
        .writes(x, expected)
        .run();
  }

  @Test
  void scalesColumnsAndClamps() {
    float[] values = numbers(ROWS * WIDTH);
    float[] factors = numbers(WIDTH);
    float[] scaled = new float[values.length];
    float[] clamped = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      scaled[i] = values[i] * factors[i % WIDTH];
      clamped[i] = Math.clamp(values[i], -0.75f, 0.75f);
    }
    Tensor x = memory.tensor(ROWS, WIDTH, values);
    Tensor y = memory.tensor(ROWS, WIDTH, values);
    Vector vector = memory.vector(factors);
    new Trial("scale", ROWS, (from, to) -> specials.scaleColumns(x, vector, from, to))
        .reads(vector.floats())
        .writes(x, scaled)
        .run();
    new Trial("clamp", ROWS, (from, to) -> specials.clamp(y, 0.75f, from, to))
        .writes(y, clamped)
        .run();
  }

  @Test
  void activatesBothSidesOfXielu() {
    Xielu function = new Xielu(0.8f, 0.6f, 0.5f, -1e-6f);
    float[] values = numbers(ROWS * WIDTH);
    values[3] = 0;
    float[] expected = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      float x = values[i];
      float e = (float) StrictMath.expm1(Math.min(x, -1e-6f));
      expected[i] = x > 0 ? Math.fma(0.8f, x, 0.5f) * x : Math.fma(0.5f, x, (e - x) * 0.6f);
    }
    Tensor x = memory.tensor(ROWS, WIDTH, values);
    new Trial("xielu", ROWS, (from, to) -> specials.activate(function, x, from, to))
        .writes(x, expected)
        .run();
  }
}
