package io.llamajar;

import io.llamajar.grammar.Constraint;
import io.llamajar.sampling.Breakers;
import io.llamajar.sampling.SamplerChain;
import io.llamajar.sampling.Sampling;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How the tokens of one text are to be picked; gives what picks them, which has been told of the
 * prompt.
 *
 * <p>All is checked at once, but the chain is not made before a token is due: it may be large, and
 * thousands of texts may wait for their turn.
 */
final class SamplerPlan implements Supplier<SamplerChain> {
  private final Model model;
  private final int[] prompt;
  private final Sampling sampling;
  private final Breakers breakers;
  private final Optional<Supplier<Constraint>> grammar;

  /**
   * A plan.
   *
   * @throws LlamajarException if the model has no such tokens, or cannot write what the grammar
   *     asks for
   */
  SamplerPlan(Model model, int[] prompt, GenerationOptions options) {
    this.model = model;
    this.prompt = prompt;
    sampling = options.sampling().seeded();
    sampling.checkTokens(model.speakable());
    breakers = model.breakers(sampling.dry());
    grammar = options.grammar().map(model.grammars()::prepare);
  }

  /** The seed of its random choices. */
  long seed() {
    return sampling.seed().orElseThrow();
  }

  @Override
  public SamplerChain get() {
    SamplerChain chain = new SamplerChain(sampling, model.speakable(), model.context(), breakers);
    for (int token : prompt) {
      if (token < model.speakable()) {
        chain.accept(token);
      }
    }
    grammar.ifPresent(constraint -> chain.constrain(constraint::get));
    return chain;
  }
}
