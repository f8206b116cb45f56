package io.llamajar.kernel;

import io.llamajar.tensor.Vector;
import java.util.Optional;

/**
 * How a mixture chooses its experts.
 *
 * @param experts how many there are
 * @param used how many each token uses
 * @param gating what the router's logits become
 * @param bias what is added to these for the choice alone: {@code [experts]}
 * @param groups into how many runs experts are divided
 * @param usedGroups of how many groups a token's experts are: those whose best two are best
 * @param renormalize whether the chosen ones' weights are made to sum to 1
 * @param scale what the weights are multiplied with in the end
 */
public record Routing(
    int experts,
    int used,
    Gating gating,
    Optional<Vector> bias,
    int groups,
    int usedGroups,
    boolean renormalize,
    float scale) {

  /** What the router's logits become. */
  public enum Gating {
    /** Probabilities over all experts. */
    SOFTMAX,
    /** A number from 0 to 1 for each expert. */
    SIGMOID,
    /** Themselves for the choice; the weights are probabilities over those chosen. */
    SOFTMAX_OF_CHOSEN
  }

  /** By the softmax of all experts. */
  public Routing(int experts, int used, boolean renormalize, float scale) {
    this(experts, used, Gating.SOFTMAX, Optional.empty(), 1, 1, renormalize, scale);
  }

  public Routing withGating(Gating newGating) {
    return new Routing(experts, used, newGating, bias, groups, usedGroups, renormalize, scale);
  }

  public Routing withBias(Vector newBias) {
    return new Routing(
        experts, used, gating, Optional.of(newBias), groups, usedGroups, renormalize, scale);
  }

  public Routing withGroups(int count, int usedCount) {
    return new Routing(experts, used, gating, bias, count, usedCount, renormalize, scale);
  }

  public Routing withRenormalization() {
    return new Routing(experts, used, gating, bias, groups, usedGroups, true, scale);
  }
}
