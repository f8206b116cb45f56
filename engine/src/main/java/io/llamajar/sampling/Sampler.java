package io.llamajar.sampling;

/**
 * One step on the way from logits to a token: takes the candidates, leaves fewer of them or other
 * logits.
 *
 * <p>A new kind of sampling is one file that implements this and one line in {@link SamplingStep}.
 * A step may keep state (the tokens it was told of, its scratch arrays, the chain's random numbers)
 * but allocates nothing after construction. It rules a candidate out by setting its logit to
 * negative infinity, or drops it with one of the methods of {@link Candidates} that keep the
 * others.
 */
interface Sampler {

  void apply(Candidates candidates);

  /**
   * Tells which of the candidates was drawn, when all steps are done. It may yet not be accepted.
   *
   * @param candidates as drawn from, {@linkplain Candidates#weigh weighed}
   */
  default void drawn(int i, Candidates candidates) {}

  /** Tells of the next token of the sequence, be it of the prompt or sampled. */
  default void accept(int token) {}

  /**
   * Forgets the sequence, of which it is told anew, and which token was drawn. What it has learnt
   * by drawing stays: of that, it cannot be told again.
   */
  default void forget() {}
}
