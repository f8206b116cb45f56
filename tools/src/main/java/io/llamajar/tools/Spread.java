package io.llamajar.tools;

import java.util.Arrays;

/**
 * Several measurements of one thing in five numbers.
 *
 * @param deviation the standard deviation of a sample; 0 of a single measurement
 */
public record Spread(double mean, double deviation, double median, double min, double max) {
  /** Sums up at least one measurement. */
  public static Spread of(double... measurements) {
    double[] sorted = measurements.clone();
    Arrays.sort(sorted);
    int count = sorted.length;
    double mean = Arrays.stream(sorted).sum() / count;
    double squares = Arrays.stream(sorted).map(x -> (x - mean) * (x - mean)).sum();
    return new Spread(
        mean,
        count == 1 ? 0 : Math.sqrt(squares / (count - 1)),
        (sorted[(count - 1) / 2] + sorted[count / 2]) / 2,
        sorted[0],
        sorted[count - 1]);
  }
}
