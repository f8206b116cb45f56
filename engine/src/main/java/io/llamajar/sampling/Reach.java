package io.llamajar.sampling;

import java.util.Arrays;

/**
 * Says how far around a logit one has to go to meet candidates of so much weight, so that only
 * these need be put in order. An estimate, a little too far rather than not far enough.
 */
final class Reach {
  private static final int BUCKETS = 512;
  private static final int BUCKETS_PER_LOGIT = 8;

  private final double[] weights = new double[BUCKETS]; // of the candidates so far away

  /**
   * The distance to go, infinite if it is great.
   *
   * @param candidates just {@linkplain Candidates#weigh weighed}
   * @param center as a {@linkplain Candidates#distance distance}
   */
  double of(Candidates candidates, double center, double wanted) {
    Arrays.fill(weights, 0);
    for (int i = 0; i < candidates.size(); i++) {
      double bucket = Math.abs(candidates.distance(i) - center) * BUCKETS_PER_LOGIT;
      weights[(int) Math.min(bucket, BUCKETS - 1)] += candidates.weighed(i);
    }
    double sum = 0;
    for (int bucket = 0; bucket < BUCKETS - 1; bucket++) {
      sum += weights[bucket];
      if (sum >= wanted) {
        return (bucket + 1.0) / BUCKETS_PER_LOGIT;
      }
    }
    return Double.POSITIVE_INFINITY;
  }
}
