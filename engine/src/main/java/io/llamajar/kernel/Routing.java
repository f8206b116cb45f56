package io.llamajar.kernel;

/**
 * How a mixture chooses its experts.
 *
 * @param experts how many there are
 * @param used how many each token uses
 * @param renormalize whether the chosen ones' weights are made to sum to 1
 * @param scale what the weights are multiplied with in the end
 */
public record Routing(int experts, int used, boolean renormalize, float scale) {}
