package io.llamajar.tools;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What was measured of a model.
 *
 * @param name of the model
 * @param bytes of its file
 * @param types what its weights are made of
 * @param threads that computed
 * @param start what opening it took
 * @param speeds in the order of the plan
 * @param read how fast its weights can be read by as many threads, in bytes per second
 * @param peakBytes the most memory that this process ever had, mapped files included
 */
public record BenchResult(
    String name,
    long bytes,
    List<TypeSum> types,
    String kernels,
    int threads,
    Start start,
    List<Speed> speeds,
    Optional<Spread> read,
    OptionalLong peakBytes) {

  /**
   * How long it took until something happened.
   *
   * @param openSeconds until the model was open
   * @param firstTokenSeconds from the same begin until it had read one token and chosen the next
   */
  public record Start(double openSeconds, double firstTokenSeconds) {}

  /**
   * @param tokensPerSecond of all sequences together, one per repetition
   */
  public record Speed(Work work, List<Double> tokensPerSecond) {
    public Spread spread() {
      return Spread.of(tokensPerSecond.stream().mapToDouble(Double::doubleValue).toArray());
    }
  }

  /** The number of its weights. */
  public long parameters() {
    return types.stream().mapToLong(TypeSum::parameters).sum();
  }
}
