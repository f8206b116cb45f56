package io.llamajar.kernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.llamajar.tensor.Batch;
import io.llamajar.tensor.States;
import io.llamajar.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * One thread's convolution of some channels of a sequence, a few at a time: so many that all they
 * need is in the nearest cache.
 *
 * <p>{@code y[t, c] = fma(taps[j, c], x[t - size + 1 + j, c], y[t, c])} in the order of {@code j},
 * from zero; {@code x} of the positions before the batch are in the window.
 */
final class ReferenceConvolution {
  private static final int CHANNELS = 1024;

  private float[][] taps = {}; // [size, CHANNELS]
  private float[][] x = {}; // the same; the row of a position is at position % size
  private final float[] y = new float[CHANNELS];

  /** What {@link Recurrences#convolve} is given, for a sequence. */
  record Operands(Convolution shape, Tensor x, Batch batch, int sequence, Tensor y) {}

  /** Channels {@code [from, to)}. */
  void convolve(Operands o, int from, int to) {
    if (taps.length < o.shape.size()) {
      taps = new float[o.shape.size()][CHANNELS];
      x = new float[o.shape.size()][CHANNELS];
    }
    for (int first = from; first < to; first += CHANNELS) {
      convolveSome(o, first, Math.min(CHANNELS, to - first));
    }
  }

  private void convolveSome(Operands o, int first, int count) {
    int size = o.shape.size();
    int channels = o.shape.channels();
    int begin = o.batch.start(o.sequence);
    int end = o.batch.start(o.sequence + 1);
    States states = o.batch.cache(o.sequence).states();
    long window = states.window(o.shape.layer()) + first;
    for (int j = 0; j < size; j++) {
      take(o.shape.taps().floats(), (long) j * channels + first, taps[j], count);
    }
    for (int j = 0; j < size - 1; j++) {
      take(states.present(), window + (long) j * channels, row(begin - size + 1 + j, size), count);
    }
    for (int t = begin; t < end; t++) {
      take(o.x.read(), (long) t * channels + first, row(t, size), count);
      Arrays.fill(y, 0, count, 0);
      for (int j = 0; j < size; j++) {
        accumulate(taps[j], row(t - size + 1 + j, size), y, count);
      }
      give(y, count, o.y.write(), (long) t * channels + first);
    }
    for (int j = 0; j < size - 1; j++) {
      give(row(end - size + 1 + j, size), count, states.next(), window + (long) j * channels);
    }
  }

  private float[] row(int position, int size) {
    return x[Math.floorMod(position, size)];
  }

  // With the same index everywhere this becomes vector code.
  private static void accumulate(float[] taps, float[] x, float[] y, int count) {
    for (int c = 0; c < count; c++) {
      y[c] = Math.fma(taps[c], x[c], y[c]);
    }
  }

  private static void take(MemorySegment from, long at, float[] values, int count) {
    MemorySegment.copy(from, JAVA_FLOAT, at * Float.BYTES, values, 0, count);
  }

  private static void give(float[] values, int count, MemorySegment to, long at) {
    MemorySegment.copy(values, 0, to, JAVA_FLOAT, at * Float.BYTES, count);
  }
}
